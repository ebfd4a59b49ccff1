;;! test = "prove"
;; Bits chosen with masks, or with differences, are a choice of bits.
(module
  (func (export "f0") (param v128 v128 v128) (result v128)
    local.get 0
    local.get 2
    v128.and
    local.get 1
    local.get 2
    v128.andnot
    v128.or)
  (func (export "f1") (param v128 v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.xor
    local.get 2
    v128.and
    local.get 1
    v128.xor)
  (func (export "f2") (param v128 v128 v128) (result v128)
    local.get 0
    local.get 1
    local.get 2
    v128.not
    v128.bitselect))

(module
  (func (export "f0") (param v128 v128 v128) (result v128)
    local.get 0
    local.get 1
    local.get 2
    v128.bitselect)
  (func (export "f1") (param v128 v128 v128) (result v128)
    local.get 0
    local.get 1
    local.get 2
    v128.bitselect)
  (func (export "f2") (param v128 v128 v128) (result v128)
    local.get 1
    local.get 0
    local.get 2
    v128.bitselect))
;; %0: proved
;; %1: proved
;; %2: proved
