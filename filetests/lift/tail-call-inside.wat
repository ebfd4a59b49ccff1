;;! test = "lift"
;; A tail call leaves the function's handlers behind: no edges.
(module
  (import "" "may_throw" (func $g))
  (func $f
    (block $caught
      (try_table (catch_all $caught)
        (call $g)
        (return_call $g)))))
;; function %f() {
;; region0 = try_table, catch_all 0 block1
;; block0:
;;     enter region0 block2, block1
;; block2 in region0:
;;     call func0 unwind block1
;;     return_call func0
;; block1:
;;     return
;; }
