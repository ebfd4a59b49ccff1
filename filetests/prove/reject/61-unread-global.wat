;;! test = "prove"
;; The host may ask for the value of the global.
(module
  (global $s (export "s") (mut i32) (i32.const 0))
  (func (export "f") (param i32)
    local.get 0
    global.set $s))

(module
  (global $s (export "s") (mut i32) (i32.const 0))
  (func (export "f") (param i32)
    nop))
