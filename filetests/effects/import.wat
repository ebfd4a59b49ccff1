;;! test = "effects"
;; A host sees and changes what is exported, and calls what is exported.
(module
  (import "" "host" (func $host))
  (memory $exported (export "m") 1)
  (memory $own 1)
  (global $own (mut i32) (i32.const 0))
  (global $exported (export "g") (mut i32) (i32.const 0))
  (global $by_export (mut i32) (i32.const 0))
  (func (export "f") (global.set $by_export (i32.const 1)))
  (func $not_called (global.set $own (i32.const 1)))
  (func $calls (call $host)))
;; %host: reads global1, mem0, sizes, heap; writes global1, global2, mem0, sizes, heap; may trap, throw, not end, leave, synchronise; varies
;; %func1: reads nothing; writes global2; ends
;; %not_called: reads nothing; writes global0; ends
;; %calls: reads global1, mem0, sizes, heap; writes global1, global2, mem0, sizes, heap; may trap, throw, not end, leave, synchronise; varies
;; global0 is never read
;; global2 is never read
