;;! test = "lift"
;; References to functions, called through their type.
(module
  (type $t (func (param i32) (result i32)))
  (elem declare func $g)
  (func $g (type $t) (local.get 0))
  (func $f (param (ref null $t)) (result i32) (local (ref $t))
    (local.set 1 (ref.func $g))
    (i32.add
      (call_ref $t (i32.const 1) (local.get 1))
      (call_ref $t (i32.const 2) (ref.as_non_null (local.get 0))))))
;; function %g(i32) -> i32 {
;; block0(v0: i32):
;;     return v0
;; }
;;
;; function %f((ref null type0)) -> i32 {
;; block0(v0: (ref null type0)):
;;     v1: (ref type0) = ref.func func0
;;     v2 = i32.const 1
;;     v3: i32 = call_ref type0 v2, v1
;;     v4 = i32.const 2
;;     v5: (ref type0) = ref.as_non_null v0
;;     v6: i32 = call_ref type0 v4, v5
;;     v7 = i32.add v3, v6
;;     return v7
;; }
