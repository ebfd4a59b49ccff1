;;! test = "prove"
;; A cast to another type of the same shape in its group.
(module (rec (type $a (struct (field i32))) (type $b (struct (field i32))))
  (type $c (struct (field i64)))
  (func (export "f") (param anyref) (result i32) local.get 0 ref.test (ref $a))
  (func (export "g") (result anyref) i64.const 1 struct.new $c))

(module (type $c (struct (field i64)))
  (rec (type $a (struct (field i32))) (type $b (struct (field i32))))
  (func (export "f") (param anyref) (result i32) local.get 0 ref.test (ref $b))
  (func (export "g") (result anyref) i64.const 1 struct.new $c))
;; %0: unproved: results differ at 0x37 and 0x37, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  0
;; %1: identical
