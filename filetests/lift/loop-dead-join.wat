;;! test = "lift"
;; A local that is set in a loop but never read is nobody's parameter, neither of the join nor
;; of the loop.
(module
  (func $f (param $n i32) (local $dead i32)
    (loop $l
      (if (local.get $n) (then (local.set $dead (local.get $n))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
;; function %f(i32) {
;; block0(v0: i32):
;;     br block1(v0)
;; block1(v1: i32):
;;     br_if v1, block2, block3
;; block2:
;;     br block3
;; block3:
;;     v2 = i32.const 1
;;     v3 = i32.sub v1, v2
;;     br_if v3, block1(v3), block4
;; block4:
;;     return
;; }
