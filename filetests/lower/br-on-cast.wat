;;! test = "lower"
;; A cast's branch and both its results.
(module
  (type $s (struct (field i32)))
  (func $f (param anyref) (result i32)
    (block $is (result (ref $s))
      (br_on_cast $is anyref (ref $s) (local.get 0))
      (return (ref.is_null)))
    (struct.get $s 0)))
;; %f: 20 -> 20 bytes
;; (func $f (;0;) (type 1) (param anyref) (result i32)
;;   block (result (ref $s)) ;; label = @1
;;     local.get 0
;;     br_on_cast 0 (;@1;) anyref (ref $s)
;;     ref.is_null
;;     return
;;   end
;;   struct.get $s 0
;; )
