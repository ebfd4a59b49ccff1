;;! test = "effects"
;; Tail calls are calls.
(module
  (type $none (func))
  (table 1 funcref)
  (global $g (mut i32) (i32.const 0))
  (elem (i32.const 0) func $a)
  (func $a (global.set $g (i32.const 1)))
  (func $direct (return_call $a))
  (func $indirect (return_call_indirect (type $none) (i32.const 0))))
;; %a: reads nothing; writes global0; ends
;; %direct: reads nothing; writes global0; ends
;; %indirect: reads tables; writes global0; may trap
;; global0 is never read
