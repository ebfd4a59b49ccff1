;;! test = "prove"
;; Masks that are joined where they should meet, and the reverse.
(module
  (func (export "f0") (param v128) (result v128)
    local.get 0
    v128.const i32x4 0xff 0xff00 0xff0000 0xf
    v128.and
    v128.const i32x4 0xf 0xff00 0xffff0000 0xf0
    v128.and)
  (func (export "f1") (param v128) (result v128)
    local.get 0
    v128.const i32x4 0xff 0xff00 0xff0000 0xf
    v128.and
    local.get 0
    v128.const i32x4 0xf 0xff00 0xffff0000 0xf0
    v128.and
    v128.or))

(module
  (func (export "f0") (param v128) (result v128)
    local.get 0
    v128.const i32x4 0xff 0xff00 0xffff0000 0xff
    v128.and)
  (func (export "f1") (param v128) (result v128)
    v128.const i32x4 0xf 0xff00 0xff0000 0
    local.get 0
    v128.and))
;; %0: unproved: results differ at 0x27 and 0x27, on a path from 0x0 and 0x0
;;   before: bitwise[0](Pair(Pair, entry0), Pair(Pair(Pair, v128_const(0, 0)), v128_const(280375465082895, 16711680)))
;;   after:  bitwise[0](Pair(Pair, entry0), Pair(Pair(Pair, v128_const(0, 0)), v128_const(280375465083135, 1099511562240)))
;; %1: unproved: results differ at 0x54 and 0x40, on a path from 0x0 and 0x0
;;   before: bitwise[0](Pair(Pair, entry0), Pair(Pair(Pair, v128_const(0, 0)), v128_const(280375465083135, 1099511562240)))
;;   after:  bitwise[0](Pair(Pair, entry0), Pair(Pair(Pair, v128_const(0, 0)), v128_const(280375465082895, 16711680)))
