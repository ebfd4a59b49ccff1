;;! test = "lower"
;; A local that cannot be null is declared so where each read has a write before it.
(module
  (type $s (struct (field (mut i32))))
  (func $f (param i32) (result i32) (local $r (ref $s))
    (local.set $r (struct.new $s (local.get 0)))
    (struct.set $s 0 (local.get $r) (i32.const 1))
    (struct.get $s 0 (local.get $r))))
;; %f: 26 -> 24 bytes
;; (func $f (;0;) (type 1) (param i32) (result i32)
;;   (local (ref $s))
;;   local.get 0
;;   struct.new $s
;;   local.tee 1
;;   i32.const 1
;;   struct.set $s 0
;;   local.get 1
;;   struct.get $s 0
;; )
