;;! test = "roundtrip"
;; Several results leave a loop, and the function, by falling off its end: the type they need
;; exists, so the loop has it, and what follows the loop is reached.
(module
  (type $several (func (result i32 f64)))
  (import "host" "again" (func $again (result i32)))
  (func (export "f") (type $several)
    loop (type $several)
      call $again
      br_if 0
      i32.const 1
      f64.const 2
    end))
;; module: 100 -> 100 bytes
;; code: 20 -> 20 bytes
;; function 1: 20 -> 20 bytes, unchanged
;; (module
;;   (type $several (;0;) (func (result i32 f64)))
;;   (type (;1;) (func (result i32)))
;;   (import "host" "again" (func $again (;0;) (type 1) (result i32)))
;;   (export "f" (func 1))
;;   (func (;1;) (type $several) (result i32 f64)
;;     loop (type $several) (result i32 f64) ;; label = @1
;;       call $again
;;       br_if 0 (;@1;)
;;       i32.const 1
;;       f64.const 0x1p+1 (;=2;)
;;     end
;;   )
;; )
