;;! test = "roundtrip"
;; 64-bit memories end to end.
(module
  (memory i64 1)
  (func (export "f") (param i64) (result i64) (local i64)
    (local.set 1 (i64.load offset=0x100000000 (local.get 0)))
    (memory.copy (local.get 0) (local.get 1) (i64.const 8))
    (memory.grow (i64.const 1))))
;; module: 65 -> 59 bytes
;; code: 29 -> 23 bytes
;; function 0: 29 -> 23 bytes, optimised
;; (module
;;   (type (;0;) (func (param i64) (result i64)))
;;   (memory (;0;) i64 1)
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (param i64) (result i64)
;;     local.get 0
;;     local.get 0
;;     i64.load offset=4294967296
;;     i64.const 8
;;     memory.copy
;;     i64.const 1
;;     memory.grow
;;   )
;; )
