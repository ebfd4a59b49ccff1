;;! test = "roundtrip"
;; A body that comes back byte for byte is unchanged, without a reason.
(module
  (func $f (export "f") (param i32) (result i32)
    (i32.add (local.get 0) (i32.const 1))))
;; module: 51 -> 51 bytes
;; code: 7 -> 7 bytes
;; $f: 7 -> 7 bytes, unchanged
;; (module
;;   (type (;0;) (func (param i32) (result i32)))
;;   (export "f" (func $f))
;;   (func $f (;0;) (type 0) (param i32) (result i32)
;;     local.get 0
;;     i32.const 1
;;     i32.add
;;   )
;; )
