;;! test = "effects"
;; Two types of the same structure are one.
(module
  (type $one (func))
  (type $two (func))
  (table 4 funcref)
  (elem (i32.const 0) func $a)
  (global $g (mut i32) (i32.const 0))
  (func $a (type $one) (global.set $g (i32.const 1)))
  (func $calls (call_indirect (type $two) (i32.const 0))))
;; %a: reads nothing; writes global0; ends
;; %calls: reads tables; writes global0; may trap
;; global0 is never read
