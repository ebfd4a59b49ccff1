;;! test = "gvn"
;;! function = "f"
;; A memory that no host can get at and that no exported function writes is as before.
(module
  (import "" "host" (func $host (param i32)))
  (memory 1)
  (func (export "peek") (param i32) (result i32) (i32.load (local.get 0)))
  (func $poke (i32.store (i32.const 0) (i32.const 1)))
  (start $poke)
  (func $f (param i32) (result i32)
    (call $host (i32.load offset=100 (local.get 0)))
    (i32.load offset=100 (local.get 0))))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v1 = i32.load offset=100 v0
;;     call func0 v1
;;     return v1
;; }
