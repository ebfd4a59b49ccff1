;;! test = "prove"
;; With another lane.
(module
  (func (export "f") (param v128) (result v128)
    local.get 0
    v128.const i8x16 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1
    i8x16.add))

(module
  (func (export "f") (param v128) (result v128)
    local.get 0
    i32.const 255
    i16x8.splat
    i8x16.add))
;; %0: unproved: results differ at 0x20 and 0x20, on a path from 0x0 and 0x0
;;   before: i8x16_add(entry0, v128_const(-1, -1))
;;   after:  i8x16_add(entry0, v128_const(71777214294589695, 71777214294589695))
