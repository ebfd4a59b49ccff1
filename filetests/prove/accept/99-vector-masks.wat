;;! test = "prove"
;; Masks of vectors that are constants become one.
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
    v128.or)
  (func (export "f2") (param v128) (result v128)
    local.get 0
    v128.const i32x4 0xff 0xff00 0xff0000 0xf
    v128.and
    v128.const i32x4 0xff 0xff00 0xff0000 0xf
    v128.andnot))

(module
  (func (export "f0") (param v128) (result v128)
    local.get 0
    v128.const i32x4 0xf 0xff00 0xff0000 0
    v128.and)
  (func (export "f1") (param v128) (result v128)
    v128.const i32x4 0xff 0xff00 0xffff0000 0xff
    local.get 0
    v128.and)
  (func (export "f2") (param v128) (result v128)
    v128.const i64x2 0 0))
;; %0: proved
;; %1: proved
;; %2: proved
