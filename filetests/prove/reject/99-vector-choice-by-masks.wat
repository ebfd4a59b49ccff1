;;! test = "prove"
;; The chosen ones are swapped, or both come from under the same mask.
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
    local.get 2
    v128.and
    local.get 1
    local.get 2
    v128.and
    v128.or)
  (func (export "f2") (param v128 v128 v128) (result v128)
    local.get 0
    local.get 1
    v128.xor
    local.get 2
    v128.and
    local.get 0
    v128.xor))

(module
  (func (export "f0") (param v128 v128 v128) (result v128)
    local.get 1
    local.get 0
    local.get 2
    v128.bitselect)
  (func (export "f1") (param v128 v128 v128) (result v128)
    local.get 0
    local.get 1
    local.get 2
    v128.bitselect)
  (func (export "f2") (param v128 v128 v128) (result v128)
    local.get 0
    local.get 1
    local.get 2
    v128.bitselect))
;; %0: unproved: results differ at 0x2f and 0x2f, on a path from 0x0 and 0x0
;;   before: bitwise[ac](entry0, entry1, entry2)
;;   after:  bitwise[ca](entry0, entry1, entry2)
;; %1: unproved: results differ at 0x40 and 0x3a, on a path from 0x0 and 0x0
;;   before: bitwise[e0](entry0, entry1, entry2)
;;   after:  bitwise[ac](entry0, entry1, entry2)
;; %2: unproved: results differ at 0x51 and 0x45, on a path from 0x0 and 0x0
;;   before: bitwise[ca](entry0, entry1, entry2)
;;   after:  bitwise[ac](entry0, entry1, entry2)
