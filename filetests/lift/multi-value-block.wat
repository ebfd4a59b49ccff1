;;! test = "lift"
;; A block with several parameters and results.
(module
  (func $f (param i32 i32) (result i32)
    (local.get 0)
    (local.get 1)
    (block $b (param i32 i32) (result i32 i32)
      (br_if $b (local.get 0))
      (i32.mul)
      (i32.const 8))
    (i32.sub)))
;; function %f(i32, i32) -> i32 {
;; block0(v0: i32, v1: i32):
;;     br_if v0, block1(v0, v1), block2
;; block2:
;;     v2 = i32.mul v0, v1
;;     v3 = i32.const 8
;;     br block1(v2, v3)
;; block1(v4: i32, v5: i32):
;;     v6 = i32.sub v4, v5
;;     return v6
;; }
