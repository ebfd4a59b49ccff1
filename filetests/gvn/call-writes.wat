;;! test = "gvn"
;;! function = "f"
;; The function writes memory by way of another one.
(module
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func $poke (param i32) (result i32)
    (i32.store (local.get 0) (i32.const 1))
    (i32.const 2))
  (func $between (result i32) (call $poke (i32.const 8)))
  (func $f (param i32) (result i32)
    (i32.sub
      (i32.load offset=100 (local.get 0))
      (i32.sub (call $between) (i32.load offset=100 (local.get 0))))))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v1 = i32.load offset=100 v0
;;     v2: i32 = call func1
;;     v3 = i32.load offset=100 v0
;;     v4 = i32.sub v2, v3
;;     v5 = i32.sub v1, v4
;;     return v5
;; }
