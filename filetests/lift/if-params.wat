;;! test = "lift"
;; Parameters of an `if` are plain operands in both arms.
(module
  (func $f (param i32 i32) (result i32)
    (local.get 0)
    (if (param i32) (result i32) (local.get 1)
      (then (i32.add (i32.const 1)))
      (else (i32.sub (i32.const 2))))))
;; function %f(i32, i32) -> i32 {
;; block0(v0: i32, v1: i32):
;;     br_if v1, block1, block2
;; block1:
;;     v2 = i32.const 1
;;     v3 = i32.add v0, v2
;;     br block3(v3)
;; block2:
;;     v4 = i32.const 2
;;     v5 = i32.sub v0, v4
;;     br block3(v5)
;; block3(v6: i32):
;;     return v6
;; }
