;;! test = "prove"
;; A complement too many.
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
    v128.xor)
  (func (export "f3") (param v128 v128) (result v128)
    local.get 0
    local.get 0
    local.get 1
    v128.or
    v128.and))

(module
  (func (export "f0") (param v128 v128) (result v128)
    local.get 1
    local.get 0
    v128.andnot)
  (func (export "f1") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.and)
  (func (export "f2") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.xor)
  (func (export "f3") (param v128 v128) (result v128)
    local.get 1))
;; %0: unproved: results differ at 0x34 and 0x34, on a path from 0x0 and 0x0
;;   before: bitwise[2](entry0, entry1)
;;   after:  bitwise[4](entry0, entry1)
;; %1: unproved: results differ at 0x3f and 0x3d, on a path from 0x0 and 0x0
;;   before: bitwise[7](entry0, entry1)
;;   after:  bitwise[8](entry0, entry1)
;; %2: unproved: results differ at 0x4c and 0x46, on a path from 0x0 and 0x0
;;   before: bitwise[9](entry0, entry1)
;;   after:  bitwise[6](entry0, entry1)
;; %3: unproved: results differ at 0x57 and 0x4f, on a path from 0x0 and 0x0
;;   before: entry0
;;   after:  entry1
