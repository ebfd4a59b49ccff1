;;! test = "lift"
;; A local changed in the inner loop is carried by both.
(module
  (func $f (param $n i32) (param $m i32) (result i32) (local $i i32) (local $sum i32)
    (loop $outer
      (local.set $i (local.get $m))
      (loop $inner
        (local.set $sum (i32.add (local.get $sum) (local.get $i)))
        (br_if $inner (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
      (br_if $outer (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
;; function %f(i32, i32) -> i32 {
;; block0(v0: i32, v1: i32):
;;     v11 = i32.const 0
;;     br block1(v0, v11)
;; block1(v7: i32, v10: i32):
;;     br block2(v10, v1)
;; block2(v2: i32, v3: i32):
;;     v4 = i32.add v2, v3
;;     v5 = i32.const 1
;;     v6 = i32.sub v3, v5
;;     br_if v6, block2(v4, v6), block3
;; block3:
;;     v8 = i32.const 1
;;     v9 = i32.sub v7, v8
;;     br_if v9, block1(v9, v4), block4
;; block4:
;;     return v4
;; }
