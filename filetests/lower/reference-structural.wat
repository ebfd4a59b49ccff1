;;! test = "lower"
;; A write inside an arm does not count behind it, so the slot is declared nullable there.
(module
  (type $s (struct (field (mut i32))))
  (import "" "" (func $use (param (ref $s)) (result i32)))
  (func $f (param i32) (result i32) (local $r (ref null $s))
    (if (local.get 0)
      (then (local.set $r (struct.new $s (i32.const 1))))
      (else (local.set $r (struct.new $s (i32.const 2)))))
    (i32.add
      (call $use (ref.as_non_null (local.get $r)))
      (struct.get $s 0 (local.get $r)))))
;; %f: 37 -> 34 bytes
;; (func $f (;1;) (type 2) (param i32) (result i32)
;;   (local (ref null $s))
;;   local.get 0
;;   if (result (ref null $s)) ;; label = @1
;;     i32.const 1
;;     struct.new $s
;;   else
;;     i32.const 2
;;     struct.new $s
;;   end
;;   local.tee 1
;;   ref.as_non_null
;;   call $use
;;   local.get 1
;;   struct.get $s 0
;;   i32.add
;; )
