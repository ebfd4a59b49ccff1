;;! test = "prove"
;; A choice of bits with zeros or ones on one side is a mask.
(module
  (func (export "f0") (param v128 v128) (result v128)
    local.get 0
    v128.const i64x2 0 0
    local.get 1
    v128.bitselect)
  (func (export "f1") (param v128 v128) (result v128)
    v128.const i64x2 0 0
    local.get 0
    local.get 1
    v128.bitselect)
  (func (export "f2") (param v128 v128) (result v128)
    v128.const i64x2 -1 -1
    local.get 0
    local.get 1
    v128.bitselect)
  (func (export "f3") (param v128 v128) (result v128)
    local.get 1
    local.get 0
    local.get 1
    v128.bitselect)
  (func (export "f4") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    local.get 1
    v128.bitselect))

(module
  (func (export "f0") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.and)
  (func (export "f1") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.andnot)
  (func (export "f2") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.or)
  (func (export "f3") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.or)
  (func (export "f4") (param v128 v128) (result v128)
    local.get 1
    local.get 0
    v128.and))
;; %0: proved
;; %1: proved
;; %2: proved
;; %3: proved
;; %4: proved
