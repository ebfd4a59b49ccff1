;;! test = "effects"
;; Throwing, directly and by way of a call; who catches may still throw something else.
(module
  (tag $t)
  (func $throws (throw $t))
  (func $calls (call $throws))
  (func $catches (block $done (try_table (catch_all $done) (call $throws))))
  (func $rethrows (param exnref) (throw_ref (local.get 0))))
;; %throws: reads nothing; writes nothing; may throw
;; %calls: reads nothing; writes nothing; may throw
;; %catches: reads nothing; writes nothing; may throw
;; %rethrows: reads nothing; writes nothing; may throw
