;;! test = "cfg"
;; A lifted loop that is entered once and repeated from two places.
(module
  (func $f (param i32 i32)
    (loop $l
      (if (local.get 0) (then (br $l)))
      (br_if $l (local.get 1)))))
;; %f
;;   block0: from none; to block1
;;   block1: from block0, block2, block3; to block2, block3
;;   block2: from block1; to block1
;;   block3: from block1; to block1, block4
;;   block4: from block3; to none
