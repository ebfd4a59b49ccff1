;;! test = "prove"
;; A vector with equal lanes is a splat of one.
(module
  (func (export "f") (param v128) (result v128)
    local.get 0
    v128.const i8x16 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1
    i8x16.add))

(module
  (func (export "f") (param v128) (result v128)
    local.get 0
    i32.const -1
    i8x16.splat
    i8x16.add))
;; %0: proved
