;;! test = "prove"
;; A global is read back after it was written.
(module (import "a" "s" (global $s (mut i32))) (import "a" "t" (global $t (mut i32)))
  (func (export "f") (param i32) (result i32)
    local.get 0
    global.set $s
    global.get $s))

(module (import "a" "s" (global $s (mut i32))) (import "a" "t" (global $t (mut i32)))
  (func (export "f") (param i32) (result i32)
    local.get 0
    global.set $s
    local.get 0))
;; %0: proved
