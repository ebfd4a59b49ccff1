;;! test = "roundtrip"
;; Vectors end to end.
(module
  (memory 1)
  (func (export "f") (param i32) (local v128)
    (local.set 1 (v128.load (local.get 0)))
    (v128.store (local.get 0)
      (i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0 (local.get 1) (local.get 1)))
    (v128.store16_lane 3 (local.get 0) (v128.const i64x2 1 2))))
;; module: 100 -> 98 bytes
;; code: 65 -> 63 bytes
;; function 0: 65 -> 63 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32)))
;;   (memory (;0;) 1)
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (param i32)
;;     (local v128)
;;     local.get 0
;;     local.get 0
;;     v128.load
;;     local.tee 1
;;     local.get 1
;;     i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0
;;     v128.store
;;     local.get 0
;;     v128.const i32x4 0x00000001 0x00000000 0x00000002 0x00000000
;;     v128.store16_lane 3
;;   )
;; )
