;;! test = "lift"
;; `catch_all_ref` passes the exception alone.
(module
  (import "" "may_throw" (func $g))
  (func $f (result exnref)
    (block $caught (result exnref)
      (try_table (catch_all_ref $caught)
        (call $g))
      (ref.null exn))))
;; function %f() -> exnref {
;; region0 = try_table, catch_all ref 1 block1
;; block0:
;;     enter region0 block2, block1
;; block2 in region0:
;;     call func0 unwind block1
;;     br block4
;; block1(v0: exnref):
;;     br block3(v0)
;; block4:
;;     v1: exnref = ref.null exn
;;     br block3(v1)
;; block3(v2: exnref):
;;     return v2
;; }
