;;! test = "effects"
;; A call by a type may reach functions of its subtypes, not of its supertypes.
(module
  (type $top (sub (func)))
  (type $sub (sub $top (func)))
  (table 4 funcref)
  (elem (i32.const 0) func $a $b)
  (global $g (mut i32) (i32.const 0))
  (global $h (mut i32) (i32.const 0))
  (func $a (type $top) (global.set $g (i32.const 1)))
  (func $b (type $sub) (global.set $h (i32.const 1)))
  (func $calls_top (call_indirect (type $top) (i32.const 0)))
  (func $calls_sub (call_indirect (type $sub) (i32.const 0))))
;; %a: reads nothing; writes global0; ends
;; %b: reads nothing; writes global1; ends
;; %calls_top: reads tables; writes global0, global1; may trap
;; %calls_sub: reads tables; writes global1; may trap
;; global0 is never read
;; global1 is never read
