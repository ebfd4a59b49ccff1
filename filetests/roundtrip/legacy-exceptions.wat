;;! test = "roundtrip"
;; Legacy exceptions end to end.
(module
  (tag $t (param i32))
  (func $thrower (param i32) (throw $t (local.get 0)))
  (func (export "f") (param i32) (result i32) (local i32 i32)
    try
      (call $thrower (local.get 0))
      (local.set 1 (i32.const 1))
    catch $t
      local.set 2
      (local.set 1 (local.get 2))
    end
    local.get 1))
;; module: 98 -> 86 bytes
;; code: 31 -> 19 bytes
;; $thrower: 6 -> 6 bytes, unchanged
;; function 1: 25 -> 13 bytes, optimised
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
;;     try (result i32) ;; label = @1
;;       local.get 0
;;       call $thrower
;;       i32.const 1
;;     catch $t
;;     end
;;   )
;; )
