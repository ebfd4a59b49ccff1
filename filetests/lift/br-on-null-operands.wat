;;! test = "lift"
;; Operands below the reference travel along on both edges.
(module
  (func $f (param i32 anyref) (result i32)
    (block $null (result i32)
      (local.get 0)
      (br_on_null $null (local.get 1))
      (drop)
      (i32.add (i32.const 1)))))
;; function %f(i32, anyref) -> i32 {
;; block0(v0: i32, v1: anyref):
;;     v2: (ref any) = br_on_null v1, block1(v0), block2
;; block2:
;;     v4 = i32.const 1
;;     v5 = i32.add v0, v4
;;     br block1(v5)
;; block1(v6: i32):
;;     return v6
;; }
