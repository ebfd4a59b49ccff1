;;! test = "prove"
;; Groups of types change places.
(module (rec (type $a (struct (field i32))) (type $b (struct (field i32))))
  (type $c (struct (field i64)))
  (func (export "f") (param anyref) (result i32) local.get 0 ref.test (ref $a))
  (func (export "g") (result anyref) i64.const 1 struct.new $c))

(module (type $c (struct (field i64)))
  (rec (type $a (struct (field i32))) (type $b (struct (field i32))))
  (func (export "f") (param anyref) (result i32) local.get 0 ref.test (ref $a))
  (func (export "g") (result anyref) i64.const 1 struct.new $c))
;; %0: identical
;; %1: identical
