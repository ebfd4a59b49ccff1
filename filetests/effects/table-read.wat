;;! test = "effects"
;; What is read from a table may get to the host.
(module
  (import "" "host" (func $host (param funcref)))
  (table 1 funcref)
  (elem (i32.const 0) func $secret)
  (global $g (mut i32) (i32.const 0))
  (func $secret (global.set $g (i32.const 1)))
  (func $hands_out (call $host (table.get (i32.const 0)))))
;; %host: reads heap; writes global0, heap; may trap, throw, not end, leave, synchronise; varies
;; %secret: reads nothing; writes global0; ends
;; %hands_out: reads tables, heap; writes global0, heap; may trap, throw, not end, leave, synchronise; varies
;; global0 is never read
