;;! test = "effects"
;; Two imported globals may be one, and two memories.
(module
  (import "" "g" (global $g (mut i32)))
  (import "" "h" (global $h (mut i32)))
  (import "" "m" (memory $m 1))
  (import "" "n" (memory $n 1))
  (global $own (mut i32) (i32.const 0))
  (memory $own 1)
  (func $set (global.set $g (i32.const 1)))
  (func $store (i32.store $m (i32.const 1) (i32.const 1)))
  (func $own (global.set $own (i32.const 1)) (i32.store $own (i32.const 1) (i32.const 1))))
;; %set: reads nothing; writes global0, global1; ends
;; %store: reads nothing; writes mem0, mem1; may trap
;; %own: reads nothing; writes global2, mem2; may trap
;; global2 is never read
