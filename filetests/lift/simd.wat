;;! test = "lift"
;; Vector constants, lanes, shuffles and lane accesses.
(module
  (memory 1)
  (func $f (param v128 i32) (result v128)
    (v128.store (local.get 1)
      (i32x4.add (local.get 0) (v128.const i32x4 1 2 3 4)))
    (v128.store8_lane offset=3 5 (local.get 1) (local.get 0))
    (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
      (v128.load32_splat align=1 (local.get 1))
      (i64x2.replace_lane 1 (local.get 0) (i64.const -1)))))
;; function %f(v128, i32) -> v128 {
;; block0(v0: v128, v1: i32):
;;     v2 = v128.const 0x00000004000000030000000200000001
;;     v3 = i32x4.add v0, v2
;;     v128.store v1, v3
;;     v128.store8_lane lane=5 offset=3 v1, v0
;;     v4 = v128.load32_splat align=1 v1
;;     v5 = i64.const -1
;;     v6 = i64x2.replace_lane lane=1 v0, v5
;;     v7 = i8x16.shuffle 0x17071606150514041303120211011000 v4, v6
;;     return v7
;; }
