;;! test = "dse"
;;! function = "f"
;; A call without effects goes when nobody uses its result; those that may trap, not end or write
;; stay.
(module
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func $pure (param i32) (result i32) (i32.mul (local.get 0) (global.get $g)))
  (func $traps (param i32) (result i32) (i32.div_u (i32.const 7) (local.get 0)))
  (func $loops (param i32) (result i32) (loop (br_if 0 (local.get 0))) (i32.const 1))
  (func $writes (param i32) (result i32) (global.set $g (local.get 0)) (i32.const 1))
  (func $f (param i32) (result i32)
    (drop (call $pure (local.get 0)))
    (drop (call $traps (local.get 0)))
    (drop (call $loops (local.get 0)))
    (drop (call $writes (local.get 0)))
    (global.get $g)))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v2: i32 = call func1 v0
;;     v3: i32 = call func2 v0
;;     v4: i32 = call func3 v0
;;     v5: i32 = global.get global0
;;     return v5
;; }
