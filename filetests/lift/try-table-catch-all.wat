;;! test = "lift"
;; A local changed inside reaches the handler as an argument of what throws.
(module
  (import "" "may_throw" (func $g))
  (func $f (param i32) (result i32)
    (block $caught
      (try_table (catch_all $caught)
        (local.set 0 (i32.const 1))
        (call $g)
        (local.set 0 (i32.const 2))
        (call $g)
        (local.set 0 (i32.const 3))))
    (local.get 0)))
;; function %f(i32) -> i32 {
;; region0 = try_table, catch_all 0 block1
;; block0(v0: i32):
;;     enter region0 block2, block1
;; block2 in region0:
;;     v1 = i32.const 1
;;     call func0 unwind block1(v1)
;;     v2 = i32.const 2
;;     call func0 unwind block1(v2)
;;     v3 = i32.const 3
;;     br block4
;; block1(v5: i32):
;;     br block3(v5)
;; block4:
;;     br block3(v3)
;; block3(v4: i32):
;;     return v4
;; }
