;;! test = "lift"
;; The value passed on is known not to be null; the branch takes nothing along.
(module
  (type $t (func (result i32)))
  (func $f (param (ref null $t)) (result i32)
    (block $null
      (return (call_ref $t (br_on_null $null (local.get 0)))))
    (i32.const 0)))
;; function %f((ref null type0)) -> i32 {
;; block0(v0: (ref null type0)):
;;     v1: (ref type0) = br_on_null v0, block1, block2(v1)
;; block2(v2: (ref type0)):
;;     v3: i32 = call_ref type0 v2
;;     br block3(v3)
;; block1:
;;     v4 = i32.const 0
;;     br block3(v4)
;; block3(v5: i32):
;;     return v5
;; }
