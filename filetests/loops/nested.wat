;;! test = "loops"
;; Three loops, one inside another, the third beside the inner one.
(module
  (func $f (param i32 i32 i32)
    (loop $outer
      (loop $inner
        (br_if $inner (local.get 0)))
      (loop $second
        (br_if $second (local.get 1)))
      (br_if $outer (local.get 2)))))
;; %f
;;   block1: block1, block2, block3, block4, block5
;;     block2: block2
;;     block4: block4
