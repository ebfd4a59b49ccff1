;;! test = "roundtrip"
;; Tail calls end to end.
(module
  (func $f (export "f") (param i32 i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call $f
      (i32.sub (local.get 0) (i32.const 1))
      (i32.mul (local.get 0) (local.get 1)))))
;; module: 68 -> 67 bytes
;; code: 23 -> 22 bytes
;; $f: 23 -> 22 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32 i32) (result i32)))
;;   (export "f" (func $f))
;;   (func $f (;0;) (type 0) (param i32 i32) (result i32)
;;     local.get 1
;;     local.get 0
;;     i32.eqz
;;     br_if 0
;;     drop
;;     local.get 0
;;     i32.const 1
;;     i32.sub
;;     local.get 0
;;     local.get 1
;;     i32.mul
;;     return_call $f
;;   )
;; )
