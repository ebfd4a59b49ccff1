;;! test = "lift"
;; The function's own label is the same exit.
(module
  (func $f (param i32) (result i32)
    (br_if 0 (i32.const 1) (local.get 0))
    (drop)
    (br 0 (i32.const 2))))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v1 = i32.const 1
;;     br_if v0, block1(v1), block2
;; block2:
;;     v2 = i32.const 2
;;     br block1(v2)
;; block1(v3: i32):
;;     return v3
;; }
