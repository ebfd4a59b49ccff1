;;! test = "prove"
;; The start function goes while functions are renumbered.
(module (global $x (export "x") (mut i32) (i32.const 0)) (func $unused) (start $s)
  (func $s i32.const 1 global.set $x))

(module (global $x (export "x") (mut i32) (i32.const 0))
  (func $s i32.const 1 global.set $x))
;; declarations: the start function differs
;; %s (1 to 0): identical
