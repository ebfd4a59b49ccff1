;;! test = "roundtrip"
;; A function that becomes smaller gets its new body.
(module
  (func $f (export "f") (param i32) (result i32) (local i32)
    (local.set 1 (i32.add (local.get 0) (i32.const 1)))
    (local.get 1)))
;; module: 57 -> 51 bytes
;; code: 13 -> 7 bytes
;; $f: 13 -> 7 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32) (result i32)))
;;   (export "f" (func $f))
;;   (func $f (;0;) (type 0) (param i32) (result i32)
;;     local.get 0
;;     i32.const 1
;;     i32.add
;;   )
;; )
