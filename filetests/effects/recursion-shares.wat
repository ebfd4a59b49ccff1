;;! test = "effects"
;; Functions that call one another do what either does.
(module
  (global $g (mut i32) (i32.const 0))
  (global $h (mut i32) (i32.const 0))
  (func $a (global.set $g (i32.const 1)) (call $b))
  (func $b (if (global.get $h) (then (call $a))))
  (func $c (call $b))
  (func $leaf (global.set $h (i32.const 1))))
;; %a: reads global1; writes global0; may not end
;; %b: reads global1; writes global0; may not end
;; %c: reads global1; writes global0; may not end
;; %leaf: reads nothing; writes global1; ends
;; global0 is never read
