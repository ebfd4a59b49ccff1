;;! test = "lift"
;; What the inner region does not catch goes on to the outer handlers.
(module
  (tag $t)
  (import "" "may_throw" (func $g))
  (func $f
    (block $outer
      (try_table (catch_all $outer)
        (block $inner
          (try_table (catch $t $inner)
            (call $g)))
        (call $g)))))
;; function %f() {
;; region0 = try_table, catch_all 0 block1
;; region1 = try_table in region0, catch tag0 0 block4
;; block0:
;;     enter region0 block2, block1
;; block2 in region0:
;;     enter region1 block5, block4
;; block5 in region1:
;;     call func0 unwind block4, block1
;;     br block7
;; block4 in region0:
;;     br block6
;; block7 in region0:
;;     br block6
;; block6 in region0:
;;     call func0 unwind block1
;;     br block8
;; block1:
;;     br block3
;; block8:
;;     br block3
;; block3:
;;     return
;; }
