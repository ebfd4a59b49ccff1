;;! test = "roundtrip"
;; Exceptions end to end.
(module
  (tag $t (param i32))
  (func $thrower (param i32) (local i32)
    (local.set 1 (local.get 0))
    (throw $t (local.get 1)))
  (func (export "f") (param i32) (result i32) (local i32)
    (block $caught (result i32)
      (local.set 1 (i32.const 0))
      (try_table (catch $t $caught)
        (call $thrower (local.get 0)))
      (local.get 1))))
;; module: 116 -> 95 bytes
;; code: 36 -> 25 bytes
;; $thrower: 12 -> 6 bytes, optimised
;; function 1: 24 -> 19 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32)))
;;   (type (;1;) (func (param i32) (result i32)))
;;   (tag $t (;0;) (type 0) (param i32))
;;   (export "f" (func 1))
;;   (func $thrower (;0;) (type 0) (param i32)
;;     local.get 0
;;     throw $t
;;   )
;;   (func (;1;) (type 1) (param i32) (result i32)
;;     block (result i32) ;; label = @1
;;       try_table (result i32) (catch $t 0 (;@1;)) ;; label = @2
;;         local.get 0
;;         call $thrower
;;         i32.const 0
;;         return
;;       end
;;     end
;;   )
;; )
