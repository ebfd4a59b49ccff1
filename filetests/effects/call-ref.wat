;;! test = "effects"
;; A reference may have come from anywhere.
(module
  (type $none (func))
  (func $calls (param (ref $none)) (call_ref $none (local.get 0))))
;; %calls: reads heap; writes heap; may trap, throw, not end, leave, synchronise; varies
