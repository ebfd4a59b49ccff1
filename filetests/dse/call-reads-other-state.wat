;;! test = "dse"
;;! function = "f"
;; The function reads a global, which is not memory.
(module
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func $get (result i32) (global.get $g))
  (func $f (param i32)
    (global.set $g (local.get 0))
    (i32.store (i32.const 8) (local.get 0))
    (i32.store (i32.const 8) (call $get))
    (global.set $g (i32.const 3))))
;; function %f(i32) {
;; block0(v0: i32):
;;     global.set global0 v0
;;     v2 = i32.const 8
;;     v3: i32 = call func0
;;     i32.store v2, v3
;;     v4 = i32.const 3
;;     global.set global0 v4
;;     return
;; }
