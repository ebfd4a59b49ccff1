;;! test = "module -Oz"
;; Neither used nor declared: no sign extension and no tail call.
(module
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
;; module: 87 -> 86 bytes
;; code: 21 -> 20 bytes
;; function 1: 21 -> 20 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32) (result i32)))
;;   (type (;1;) (func (param i32 i32) (result i32)))
;;   (import "m" "f" (func $imported (;0;) (type 0) (param i32) (result i32)))
;;   (export "e" (func 1))
;;   (func (;1;) (type 1) (param i32 i32) (result i32)
;;     local.get 0
;;     if (result i32) ;; label = @1
;;       local.get 1
;;       call $imported
;;     else
;;       local.get 1
;;       i32.const 24
;;       i32.shl
;;       i32.const 24
;;       i32.shr_s
;;     end
;;   )
;; )
