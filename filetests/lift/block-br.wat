;;! test = "lift"
;; A branch out of a block and its end meet in a join with a parameter.
(module
  (func $f (param i32 i32) (result i32)
    (block $b (result i32)
      (br_if $b (local.get 0) (local.get 1))
      (drop)
      (i32.const 7))))
;; function %f(i32, i32) -> i32 {
;; block0(v0: i32, v1: i32):
;;     br_if v1, block1(v0), block2
;; block2:
;;     v2 = i32.const 7
;;     br block1(v2)
;; block1(v3: i32):
;;     return v3
;; }
