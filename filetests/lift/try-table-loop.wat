;;! test = "lift"
;; A handler that leads back to a loop around the region.
(module
  (import "" "may_throw" (func $g (param i32)))
  (func $f (param i32)
    (loop $again
      (try_table (catch_all $again)
        (call $g (local.tee 0 (i32.add (local.get 0) (i32.const 1))))))))
;; function %f(i32) {
;; region0 = try_table, catch_all 0 block2
;; block0(v0: i32):
;;     br block1(v0)
;; block1(v1: i32):
;;     enter region0 block3, block2
;; block3 in region0:
;;     v2 = i32.const 1
;;     v3 = i32.add v1, v2
;;     call func0 v3 unwind block2(v3)
;;     br block4
;; block2(v4: i32):
;;     br block1(v4)
;; block4:
;;     return
;; }
