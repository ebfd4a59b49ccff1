;;! test = "lift"
;; A local that the loop writes back unchanged is no parameter: only one value ever arrives.
(module
  (func $f (param $x i32) (param $n i32) (result i32) (local $t i32)
    (loop $l
      (local.set $t (local.get $x))
      (local.set $x (local.get $t))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x)))
;; function %f(i32, i32) -> i32 {
;; block0(v0: i32, v1: i32):
;;     br block1(v1)
;; block1(v3: i32):
;;     v4 = i32.const 1
;;     v5 = i32.sub v3, v4
;;     br_if v5, block1(v5), block2
;; block2:
;;     return v0
;; }
