;;! test = "dominators"
;; Two ways out of a loop meet again: the block behind belongs to what dominates both.
(module
  (func $f (param i32 i32)
    (block $out
      (loop $again
        (br_if $out (local.get 0))
        (br_if $again (local.get 1))))
    (call $g))
  (func $g))
;; %f
;;   block0
;;     block1
;;       block3
;;         block4
;;       block2
;;
;; %g
;;   block0
