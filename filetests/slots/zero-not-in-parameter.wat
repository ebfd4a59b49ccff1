;;! test = "slots"
;; The counter starts as zero without being set, which no parameter's slot does: a local is
;; declared although the parameter is dead.
(module
  (import "" "next" (func $next (result i32)))
  (func $f (param i32) (result i32)
    (local $count i32)
    (loop $again
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (br_if $again (call $next)))
    (local.get $count)))
;; %f: 20 bytes, 3 for declarations: 1 i32
;;   0: parameter i32, named 0 times
;;   1: i32, named 3 times
