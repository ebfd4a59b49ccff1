;;! test = "effects"
;; Who imports the table may put functions of his own there.
(module
  (type $none (func))
  (table (export "t") 4 funcref)
  (elem (i32.const 0) func $a)
  (global $g (mut i32) (i32.const 0))
  (func $a (type $none) (global.set $g (i32.const 1)))
  (func $calls (call_indirect (type $none) (i32.const 0))))
;; %a: reads nothing; writes global0; ends
;; %calls: reads tables, heap; writes global0, tables, heap; may trap, throw, not end, leave, synchronise; varies
;; global0 is never read
