;;! test = "lower"
;; The reference that is not null stays on the stack of the fall-through side.
(module
  (type $t (func (result i32)))
  (func $f (param (ref null $t)) (result i32)
    (block $null
      (return (call_ref $t (br_on_null $null (local.get 0)))))
    (i32.const 0)))
;; %f: 14 -> 14 bytes
;; (func $f (;0;) (type 1) (param (ref null $t)) (result i32)
;;   block ;; label = @1
;;     local.get 0
;;     br_on_null 0 (;@1;)
;;     call_ref $t
;;     return
;;   end
;;   i32.const 0
;; )
