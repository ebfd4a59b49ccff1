;;! test = "roundtrip"
;; Constant expressions are not code: they are copied.
(module
  (global $a i32 (i32.const 1))
  (global $b i32 (i32.add (global.get $a) (i32.const 2)))
  (func (export "f") (result i32) (local i32)
    (local.set 0 (global.get $b))
    (local.get 0)))
;; module: 72 -> 66 bytes
;; code: 10 -> 4 bytes
;; function 0: 10 -> 4 bytes, optimised
;; (module
;;   (type (;0;) (func (result i32)))
;;   (global $a (;0;) i32 i32.const 1)
;;   (global $b (;1;) i32 global.get $a i32.const 2 i32.add)
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (result i32)
;;     global.get $b
;;   )
;; )
