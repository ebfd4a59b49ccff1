;;! test = "roundtrip"
;; Code that nothing reaches is gone.
(module
  (import "" "" (func $g))
  (func (export "f") (param i32) (result i32)
    (if (local.get 0)
      (then
        (return (i32.const 1))
        (call $g)
        (call $g)))
    (i32.const 2)
    (return)
    (unreachable)))
;; module: 72 -> 66 bytes
;; code: 18 -> 12 bytes
;; function 1: 18 -> 12 bytes, optimised
;; (module
;;   (type (;0;) (func))
;;   (type (;1;) (func (param i32) (result i32)))
;;   (import "" "" (func $g (;0;) (type 0)))
;;   (export "f" (func 1))
;;   (func (;1;) (type 1) (param i32) (result i32)
;;     local.get 0
;;     if (result i32) ;; label = @1
;;       i32.const 1
;;     else
;;       i32.const 2
;;     end
;;   )
;; )
