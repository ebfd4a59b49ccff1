;;! test = "lift"
;; Without `else` the parameters pass through to the results.
(module
  (func $f (param i32 i32) (result i32)
    (local.get 0)
    (if (param i32) (result i32) (local.get 1)
      (then (i32.add (i32.const 1))))))
;; function %f(i32, i32) -> i32 {
;; block0(v0: i32, v1: i32):
;;     br_if v1, block1, block2(v0)
;; block1:
;;     v2 = i32.const 1
;;     v3 = i32.add v0, v2
;;     br block2(v3)
;; block2(v4: i32):
;;     return v4
;; }
