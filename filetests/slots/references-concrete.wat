;;! test = "slots"
;;! function = "f"
;; A concrete type takes two bytes in its group and more types make more groups. What is not
;; null is declared nullable only where it is read before it is set on some path.
(module
  (type $pair (struct (field i32) (field i32)))
  (type $list (array (mut i32)))
  (func $use (param (ref $pair) (ref null $list)))
  (func $f (param i32)
    (local $p (ref $pair)) (local $l (ref null $list))
    (local.set $p (struct.new $pair (local.get 0) (local.get 0)))
    (local.set $l (array.new_default $list (local.get 0)))
    (call $use (local.get $p) (local.get $l))
    (call $use (local.get $p) (local.get $l))))
;; %f: 32 bytes, 7 for declarations: 1 (ref type0), 1 (ref type1)
;;   0: parameter i32, named 3 times
;;   1: (ref type0), named 2 times
;;   2: (ref type1), named 2 times
