;;! test = "lift"
;; `catch_ref` passes the exception itself last, here to be thrown on.
(module
  (tag $t (param i32))
  (import "" "may_throw" (func $g))
  (func $f
    (block $caught (result i32 exnref)
      (try_table (catch_ref $t $caught)
        (call $g))
      (return))
    (throw_ref)))
;; function %f() {
;; region0 = try_table, catch tag0 ref 2 block1
;; block0:
;;     enter region0 block2, block1
;; block2 in region0:
;;     call func0 unwind block1
;;     br block4
;; block1(v0: i32, v1: exnref):
;;     br block3
;; block4:
;;     br block5
;; block3:
;;     throw_ref v1
;; block5:
;;     return
;; }
