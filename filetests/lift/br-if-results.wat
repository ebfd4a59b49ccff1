;;! test = "lift"
;; A conditional branch leaves its operands on the stack when not taken.
(module
  (func $f (param i32 i32) (result i32 i32)
    (block $b (result i32 i32)
      (local.get 0)
      (local.get 1)
      (br_if $b (i32.eqz (local.get 0)))
      (i32.add)
      (i32.const 4))))
;; function %f(i32, i32) -> i32, i32 {
;; block0(v0: i32, v1: i32):
;;     v2 = i32.eqz v0
;;     br_if v2, block1(v0, v1), block2
;; block2:
;;     v3 = i32.add v0, v1
;;     v4 = i32.const 4
;;     br block1(v3, v4)
;; block1(v5: i32, v6: i32):
;;     return v5, v6
;; }
