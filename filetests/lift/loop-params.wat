;;! test = "lift"
;; Parameters of a loop become parameters of its header, beside those of locals.
(module
  (func $f (param $n i32) (result i64)
    (i64.const 1)
    (loop $l (param i64) (result i64)
      (i64.mul (i64.extend_i32_u (local.get $n)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
;; function %f(i32) -> i64 {
;; block0(v0: i32):
;;     v1 = i64.const 1
;;     br block1(v1, v0)
;; block1(v2: i64, v3: i32):
;;     v4 = i64.extend_i32_u v3
;;     v5 = i64.mul v2, v4
;;     v6 = i32.const 1
;;     v7 = i32.sub v3, v6
;;     br_if v7, block1(v5, v7), block2
;; block2:
;;     return v5
;; }
