;;! test = "roundtrip"
;; Relaxed vectors end to end.
(module
  (func (export "f") (param v128 v128) (result v128) (local v128)
    (local.set 2 (f32x4.relaxed_min (local.get 0) (local.get 1)))
    (f32x4.relaxed_madd (local.get 2) (local.get 0) (local.get 1))))
;; module: 54 -> 48 bytes
;; code: 22 -> 16 bytes
;; function 0: 22 -> 16 bytes, optimised
;; (module
;;   (type (;0;) (func (param v128 v128) (result v128)))
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (param v128 v128) (result v128)
;;     local.get 0
;;     local.get 1
;;     f32x4.relaxed_min
;;     local.get 0
;;     local.get 1
;;     f32x4.relaxed_madd
;;   )
;; )
