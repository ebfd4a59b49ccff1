;;! test = "module -Oz"
;; The module uses both proposals elsewhere.
(module
  (import "m" "f" (func $imported (param i32) (result i32)))
  (func (export "t") (param i32) (result i32) (return_call $imported (local.get 0)))
  (func (export "u") (param i32) (result i32) (i32.extend16_s (local.get 0)))
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
;; module: 110 -> 103 bytes
;; code: 32 -> 25 bytes
;; function 1: 6 -> 6 bytes, unchanged
;; function 2: 5 -> 5 bytes, unchanged
;; function 3: 21 -> 14 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32) (result i32)))
;;   (type (;1;) (func (param i32 i32) (result i32)))
;;   (import "m" "f" (func $imported (;0;) (type 0) (param i32) (result i32)))
;;   (export "t" (func 1))
;;   (export "u" (func 2))
;;   (export "e" (func 3))
;;   (func (;1;) (type 0) (param i32) (result i32)
;;     local.get 0
;;     return_call $imported
;;   )
;;   (func (;2;) (type 0) (param i32) (result i32)
;;     local.get 0
;;     i32.extend16_s
;;   )
;;   (func (;3;) (type 1) (param i32 i32) (result i32)
;;     local.get 0
;;     if ;; label = @1
;;       local.get 1
;;       return_call $imported
;;     end
;;     local.get 1
;;     i32.extend8_s
;;   )
;; )
