;;! test = "roundtrip"
;; Several results end to end: blocks with parameters and results are spelled out by locals.
(module
  (func $pair (param i32) (result i32 i32) (local.get 0) (i32.const 1))
  (func (export "f") (param i32) (result i32)
    (call $pair (local.get 0))
    (block (param i32 i32) (result i32 i32)
      (br_if 0 (local.get 0)))
    (i32.sub)))
;; module: 82 -> 81 bytes
;; code: 20 -> 19 bytes
;; $pair: 6 -> 6 bytes, unchanged
;; function 1: 14 -> 13 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32) (result i32 i32)))
;;   (type (;1;) (func (param i32) (result i32)))
;;   (type (;2;) (func (param i32 i32) (result i32 i32)))
;;   (export "f" (func 1))
;;   (func $pair (;0;) (type 0) (param i32) (result i32 i32)
;;     local.get 0
;;     i32.const 1
;;   )
;;   (func (;1;) (type 1) (param i32) (result i32)
;;     (local i32)
;;     local.get 0
;;     call $pair
;;     local.set 0
;;     local.get 0
;;     i32.sub
;;   )
;; )
