;;! test = "module -Oz"
;; The module declares both proposals.
(module
  (@custom "target_features" "\02+\08sign-ext=\09tail-call")
  (import "m" "f" (func $imported (param i32) (result i32)))
  (func (export "e") (param i32 i32) (result i32)
    local.get 0
    if (result i32)
      local.get 1
      call $imported
    else
      local.get 1
      i32.const 24
      i32.shl
      i32.const 24
      i32.shr_s
      return
    end))
;; module: 127 -> 120 bytes
;; code: 21 -> 14 bytes
;; function 1: 21 -> 14 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32) (result i32)))
;;   (type (;1;) (func (param i32 i32) (result i32)))
;;   (import "m" "f" (func $imported (;0;) (type 0) (param i32) (result i32)))
;;   (export "e" (func 1))
;;   (func (;1;) (type 1) (param i32 i32) (result i32)
;;     local.get 0
;;     if ;; label = @1
;;       local.get 1
;;       return_call $imported
;;     end
;;     local.get 1
;;     i32.extend8_s
;;   )
;;   (@custom "target_features" (after code) "\02+\08sign-ext=\09tail-call")
;; )
