;;! test = "prove"
;; The other side is zeros.
(module
  (func (export "f0") (param v128 v128) (result v128)
    v128.const i64x2 0 0
    local.get 0
    local.get 1
    v128.bitselect)
  (func (export "f1") (param v128 v128) (result v128)
    local.get 0
    v128.const i64x2 0 0
    local.get 1
    v128.bitselect)
  (func (export "f2") (param v128 v128) (result v128)
    local.get 0
    v128.const i64x2 -1 -1
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
    v128.or))
;; %0: unproved: results differ at 0x2e and 0x2e, on a path from 0x0 and 0x0
;;   before: bitwise[2](entry0, entry1)
;;   after:  bitwise[8](entry0, entry1)
;; %1: unproved: results differ at 0x49 and 0x37, on a path from 0x0 and 0x0
;;   before: bitwise[8](entry0, entry1)
;;   after:  bitwise[2](entry0, entry1)
;; %2: unproved: results differ at 0x64 and 0x40, on a path from 0x0 and 0x0
;;   before: bitwise[b](entry0, entry1)
;;   after:  bitwise[e](entry0, entry1)
