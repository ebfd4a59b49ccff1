;;! test = "dse"
;;! function = "f"
;; The load in the function may trap, though it reads another memory.
(module
  (memory 1) (memory $other 1)
  (func $peek (param i32) (result i32) (i32.load $other (local.get 0)))
  (func $f (param i32)
    (i32.store (i32.const 8) (local.get 0))
    (i32.store (i32.const 8) (call $peek (local.get 0)))))
;; function %f(i32) {
;; block0(v0: i32):
;;     v1 = i32.const 8
;;     i32.store v1, v0
;;     v2 = i32.const 8
;;     v3: i32 = call func0 v0
;;     i32.store v2, v3
;;     return
;; }
