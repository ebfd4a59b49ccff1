;;! test = "effects"
;; A table that only the module fills: a call by a type does what the functions of that type in
;; tables do.
(module
  (type $none (func))
  (type $some (func (param i32)))
  (table 4 funcref)
  (elem (i32.const 0) func $a $b)
  (global $g (mut i32) (i32.const 0))
  (global $h (mut i32) (i32.const 0))
  (global $i (mut i32) (i32.const 0))
  (func $a (type $none) (global.set $g (i32.const 1)))
  (func $b (type $some) (global.set $h (i32.const 1)))
  (func $not_in_table (type $none) (global.set $i (i32.const 1)))
  (func $calls_none (call_indirect (type $none) (i32.const 0)))
  (func $calls_some (call_indirect (type $some) (i32.const 0) (i32.const 0))))
;; %a: reads nothing; writes global0; ends
;; %b: reads nothing; writes global1; ends
;; %not_in_table: reads nothing; writes global2; ends
;; %calls_none: reads tables; writes global0; may trap
;; %calls_some: reads tables; writes global1; may trap
;; global0 is never read
;; global1 is never read
;; global2 is never read
