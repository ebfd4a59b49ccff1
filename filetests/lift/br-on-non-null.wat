;;! test = "lift"
;; The branch takes the value along that is known not to be null.
(module
  (type $t (func (result i32)))
  (func $f (param (ref null $t)) (result i32)
    (block $there (result (ref $t))
      (br_on_non_null $there (local.get 0))
      (return (i32.const 0)))
    (call_ref $t)))
;; function %f((ref null type0)) -> i32 {
;; block0(v0: (ref null type0)):
;;     v1: (ref type0) = br_on_non_null v0, block1(v1), block2
;; block2:
;;     v2 = i32.const 0
;;     br block3(v2)
;; block1(v3: (ref type0)):
;;     v4: i32 = call_ref type0 v3
;;     br block3(v4)
;; block3(v5: i32):
;;     return v5
;; }
