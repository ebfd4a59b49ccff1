;;! test = "roundtrip"
;; Typed function references end to end.
(module
  (type $t (func (param i32) (result i32)))
  (elem declare func $g)
  (func $g (type $t) (local.get 0))
  (func (export "f") (param i32) (result i32) (local (ref null $t))
    (local.set 1 (ref.func $g))
    (call_ref $t (local.get 0) (ref.as_non_null (local.get 1)))))
;; module: 79 -> 72 bytes
;; code: 20 -> 13 bytes
;; $g: 4 -> 4 bytes, unchanged
;; function 1: 16 -> 9 bytes, optimised
;; (module
;;   (type $t (;0;) (func (param i32) (result i32)))
;;   (export "f" (func 1))
;;   (elem (;0;) declare func $g)
;;   (func $g (;0;) (type $t) (param i32) (result i32)
;;     local.get 0
;;   )
;;   (func (;1;) (type $t) (param i32) (result i32)
;;     local.get 0
;;     ref.func $g
;;     ref.as_non_null
;;     call_ref $t
;;   )
;; )
