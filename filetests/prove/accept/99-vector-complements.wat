;;! test = "prove"
;; Complements of vectors come out of a mask, a union, a difference.
(module
  (func (export "f0") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.not
    v128.and)
  (func (export "f1") (param v128 v128) (result v128)
    local.get 0
    v128.not
    local.get 1
    v128.not
    v128.or)
  (func (export "f2") (param v128 v128) (result v128)
    local.get 0
    v128.not
    local.get 1
    v128.andnot)
  (func (export "f3") (param v128 v128) (result v128)
    local.get 0
    v128.not
    local.get 1
    v128.not
    v128.xor)
  (func (export "f4") (param v128) (result v128)
    local.get 0
    v128.const i64x2 -1 -1
    v128.xor)
  (func (export "f5") (param v128) (result v128)
    local.get 0
    local.get 0
    v128.xor)
  (func (export "f6") (param v128 v128) (result v128)
    local.get 0
    local.get 0
    local.get 1
    v128.or
    v128.and))

(module
  (func (export "f0") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.andnot)
  (func (export "f1") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.and
    v128.not)
  (func (export "f2") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.or
    v128.not)
  (func (export "f3") (param v128 v128) (result v128)
    local.get 1
    local.get 0
    v128.xor)
  (func (export "f4") (param v128) (result v128)
    local.get 0
    v128.not)
  (func (export "f5") (param v128) (result v128)
    v128.const i64x2 0 0)
  (func (export "f6") (param v128 v128) (result v128)
    local.get 0))
;; %0: proved
;; %1: proved
;; %2: proved
;; %3: proved
;; %4: proved
;; %5: proved
;; %6: proved
