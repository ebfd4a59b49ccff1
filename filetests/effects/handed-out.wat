;;! test = "effects"
;; A function of which a reference is taken may be called by the host.
(module
  (import "" "host" (func $host (param funcref)))
  (global $g (mut i32) (i32.const 0))
  (elem declare func $secret)
  (func $secret (global.set $g (i32.const 1)))
  (func $hands_out (call $host (ref.func $secret))))
;; %host: reads heap; writes global0, heap; may trap, throw, not end, leave, synchronise; varies
;; %secret: reads nothing; writes global0; ends
;; %hands_out: reads heap; writes global0, heap; may trap, throw, not end, leave, synchronise; varies
;; global0 is never read
