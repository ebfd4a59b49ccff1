;;! test = "lower"
;; Values of two types may share a slot only if every reader accepts its declared type.
(module
  (type $a (sub (struct (field i32))))
  (type $b (sub $a (struct (field i32) (field i32))))
  (func $f (param i32) (result i32) (local $r (ref null $a))
    (if (local.get 0)
      (then (local.set $r (struct.new $b (i32.const 1) (i32.const 2))))
      (else (local.set $r (struct.new $a (i32.const 3)))))
    (i32.add (struct.get $a 0 (local.get $r)) (struct.get $a 0 (local.get $r)))))
;; %f: 40 -> 37 bytes
;; (func $f (;0;) (type 2) (param i32) (result i32)
;;   (local (ref null $a))
;;   local.get 0
;;   if (result (ref null $a)) ;; label = @1
;;     i32.const 1
;;     i32.const 2
;;     struct.new $b
;;   else
;;     i32.const 3
;;     struct.new $a
;;   end
;;   local.tee 1
;;   struct.get $a 0
;;   local.get 1
;;   struct.get $a 0
;;   i32.add
;; )
