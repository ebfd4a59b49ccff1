;;! test = "lift"
;; Two locals that change places each round: each edge back passes them crossed.
(module
  (func $f (param $a i32) (param $b i32) (param $n i32) (result i32) (local $t i32)
    (loop $l
      (local.set $t (local.get $a))
      (local.set $a (local.get $b))
      (local.set $b (local.get $t))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.sub (local.get $a) (local.get $b))))
;; function %f(i32, i32, i32) -> i32 {
;; block0(v0: i32, v1: i32, v2: i32):
;;     br block1(v0, v1, v2)
;; block1(v3: i32, v4: i32, v5: i32):
;;     v6 = i32.const 1
;;     v7 = i32.sub v5, v6
;;     br_if v7, block1(v4, v3, v7), block2
;; block2:
;;     v8 = i32.sub v4, v3
;;     return v8
;; }
