;;! test = "lower"
;; The reference arrives with the branch; the other side returns.
(module
  (type $t (func (result i32)))
  (func $f (param (ref null $t)) (result i32)
    (block $there (result (ref $t))
      (br_on_non_null $there (local.get 0))
      (return (i32.const 0)))
    (call_ref $t)))
;; %f: 15 -> 15 bytes
;; (func $f (;0;) (type 1) (param (ref null $t)) (result i32)
;;   block (result (ref $t)) ;; label = @1
;;     local.get 0
;;     br_on_non_null 0 (;@1;)
;;     i32.const 0
;;     return
;;   end
;;   call_ref $t
;; )
