;;! test = "effects"
;; A function in a table that no host gets at is called by the module only.
(module
  (import "" "host" (func $host))
  (table 1 funcref)
  (elem (i32.const 0) func $secret)
  (global $g (mut i32) (i32.const 0))
  (func $secret (global.set $g (i32.const 1)))
  (func $calls (call $host)))
;; %host: reads heap; writes heap; may trap, throw, not end, leave, synchronise; varies
;; %secret: reads nothing; writes global0; ends
;; %calls: reads heap; writes heap; may trap, throw, not end, leave, synchronise; varies
;; global0 is never read
