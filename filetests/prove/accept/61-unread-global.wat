;;! test = "prove"
;; Nobody ever asks for the value of the global.
(module
  (global $s (mut i32) (i32.const 0))
  (func (export "f") (param i32)
    local.get 0
    global.set $s))

(module
  (global $s (mut i32) (i32.const 0))
  (func (export "f") (param i32)
    nop))
;; %0: proved
