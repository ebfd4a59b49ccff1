;;! test = "effects"
;; Globals that nobody reads, and those somebody may.
(module
  (global $unread (mut i32) (i32.const 0))
  (global $read (mut i32) (i32.const 0))
  (global $exported (export "g") (mut i32) (i32.const 0))
  (global $initial i32 (i32.const 0))
  (global $from (mut i32) (global.get $initial))
  (func $f (result i32) (global.set $unread (i32.const 1)) (global.get $read)))
;; %f: reads global1; writes global0; ends
;; global0 is never read
;; global3 is never read
;; global4 is never read
