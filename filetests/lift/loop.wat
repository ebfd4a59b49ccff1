;;! test = "lift"
;; The loop's locals that change are parameters of its header; those that do not are not.
(module
  (func $f (param $n i32) (param $step i32) (result i32) (local $sum i32)
    (loop $l
      (local.set $sum (i32.add (local.get $sum) (local.get $step)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
;; function %f(i32, i32) -> i32 {
;; block0(v0: i32, v1: i32):
;;     v7 = i32.const 0
;;     br block1(v7, v0)
;; block1(v2: i32, v4: i32):
;;     v3 = i32.add v2, v1
;;     v5 = i32.const 1
;;     v6 = i32.sub v4, v5
;;     br_if v6, block1(v3, v6), block2
;; block2:
;;     return v3
;; }
