;;! test = "roundtrip"
;; Each function is decided for itself.
(module
  (func (param i32) (result i32) (local i32) (local.set 1 (local.get 0)) (local.get 1))
  (func (param i32) (result i32) (local.get 0))
  (func (param i32) (result i32) (block (result i32) (local.get 0))))
;; module: 49 -> 40 bytes
;; code: 21 -> 12 bytes
;; function 0: 10 -> 4 bytes, optimised
;; function 1: 4 -> 4 bytes, unchanged
;; function 2: 7 -> 4 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32) (result i32)))
;;   (func (;0;) (type 0) (param i32) (result i32)
;;     local.get 0
;;   )
;;   (func (;1;) (type 0) (param i32) (result i32)
;;     local.get 0
;;   )
;;   (func (;2;) (type 0) (param i32) (result i32)
;;     local.get 0
;;   )
;; )
