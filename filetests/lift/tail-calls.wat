;;! test = "lift"
;; The three tail calls.
(module
  (type $t (func (param i32) (result i32)))
  (table funcref (elem $direct))
  (func $direct (type $t) (return_call $direct (local.get 0)))
  (func $indirect (type $t) (return_call_indirect (type $t) (local.get 0) (i32.const 0)))
  (func $reference (type $t) (return_call_ref $t (local.get 0) (ref.func $direct))))
;; function %direct(i32) -> i32 {
;; block0(v0: i32):
;;     return_call func0 v0
;; }
;;
;; function %indirect(i32) -> i32 {
;; block0(v0: i32):
;;     v1 = i32.const 0
;;     return_call_indirect type0 table0 v0, v1
;; }
;;
;; function %reference(i32) -> i32 {
;; block0(v0: i32):
;;     v1: (ref type0) = ref.func func0
;;     return_call_ref type0 v0, v1
;; }
