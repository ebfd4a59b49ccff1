;;! test = "gvn"
;;! function = "f"
;; An import writes an exported memory and calls what is exported; it cannot write a global that
;; nothing it calls writes.
(module
  (import "" "host" (func $host))
  (memory (export "memory") 1)
  (global $own (mut i32) (i32.const 0))
  (global $poked (mut i32) (i32.const 0))
  (func (export "poke") (global.set $poked (i32.const 1)))
  (func $init (global.set $own (i32.const 7)))
  (start $init)
  (func $f (param i32)
    (local i32 i32)
    (local.set 1 (global.get $own))
    (local.set 2 (global.get $poked))
    (call $host)
    (global.set $own (local.get 1))
    (global.set $poked (local.get 2))))
;; function %f(i32) {
;; block0(v0: i32):
;;     v1: i32 = global.get global0
;;     v2: i32 = global.get global1
;;     call func0
;;     global.set global1 v2
;;     return
;; }
