;;! test = "lift"
;; Both edges pass what the cast proves: the type, or that it is another.
(module
  (type $s (struct (field i32)))
  (func $f (param anyref) (result i32)
    (block $is (result (ref $s))
      (br_on_cast $is anyref (ref $s) (local.get 0))
      (return (ref.is_null)))
    (struct.get $s 0)))
;; function %f(anyref) -> i32 {
;; block0(v0: anyref):
;;     v1: (ref type0), v2: anyref = br_on_cast anyref (ref type0) v0, block1(v1), block2(v2)
;; block2(v3: anyref):
;;     v4: i32 = ref.is_null v3
;;     br block3(v4)
;; block1(v5: (ref type0)):
;;     v6: i32 = struct.get type0 field0 v5
;;     br block3(v6)
;; block3(v7: i32):
;;     return v7
;; }
