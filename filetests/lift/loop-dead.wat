;;! test = "lift"
;; A local that only counts for itself stays a parameter: an operator uses it. Such cycles are
;; for the passes to remove.
(module
  (func $f (param $n i32) (local $dead i32)
    (loop $l
      (local.set $dead (i32.add (local.get $dead) (i32.const 1)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
;; function %f(i32) {
;; block0(v0: i32):
;;     v7 = i32.const 0
;;     br block1(v7, v0)
;; block1(v1: i32, v4: i32):
;;     v2 = i32.const 1
;;     v3 = i32.add v1, v2
;;     v5 = i32.const 1
;;     v6 = i32.sub v4, v5
;;     br_if v6, block1(v3, v6), block2
;; block2:
;;     return
;; }
