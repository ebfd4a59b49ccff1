;;! test = "lift"
;; Targets in source order, the default last; all take the same operands.
(module
  (func $f (param i32) (result i32)
    (block $a (result i32)
      (block $b (result i32)
        (block $c (result i32)
          (i32.const 10)
          (br_table $a $b $c $b (local.get 0)))
        (i32.add (i32.const 1)))
      (i32.add (i32.const 2)))))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v1 = i32.const 10
;;     br_table v0, block1(v1), block2(v1), block3, block2(v1)
;; block3:
;;     v2 = i32.const 1
;;     v3 = i32.add v1, v2
;;     br block2(v3)
;; block2(v4: i32):
;;     v5 = i32.const 2
;;     v6 = i32.add v4, v5
;;     br block1(v6)
;; block1(v7: i32):
;;     return v7
;; }
