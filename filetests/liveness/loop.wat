;;! test = "liveness"
;; What a loop reads and nobody writes is live around it; what it carries are parameters.
(module
  (func $f (param i32 i32) (result i32)
    (local $sum i32)
    (loop $l
      (local.set $sum (i32.add (local.get $sum) (local.get 1)))
      (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (i32.mul (local.get $sum) (local.get 1))))
;; %f
;;   block0: in none; out v1
;;   block1: in v1; out v1, v3
;;   block2: in v1, v3; out none
