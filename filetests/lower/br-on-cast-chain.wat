;;! test = "lower"
;; Casts tried one after another, as compilers of switch expressions write them.
(module
  (type $a (struct (field i32)))
  (type $b (struct (field i64)))
  (func $f (param anyref) (result i32)
    (block $is_b (result (ref $b))
      (block $is_a (result (ref $a))
        (br_on_cast $is_a anyref (ref $a) (local.get 0))
        (br_on_cast $is_b anyref (ref $b))
        (drop)
        (return (i32.const 0)))
      (return (struct.get $a 0)))
    (i32.wrap_i64 (struct.get $b 0))))
;; %f: 38 -> 38 bytes
;; (func $f (;0;) (type 2) (param anyref) (result i32)
;;   block (result (ref $b)) ;; label = @1
;;     block (result (ref $a)) ;; label = @2
;;       local.get 0
;;       br_on_cast 0 (;@2;) anyref (ref $a)
;;       br_on_cast 1 (;@1;) anyref (ref $b)
;;       drop
;;       i32.const 0
;;       return
;;     end
;;     struct.get $a 0
;;     return
;;   end
;;   struct.get $b 0
;;   i32.wrap_i64
;; )
