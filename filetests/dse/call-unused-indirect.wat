;;! test = "dse"
;;! function = "f"
;; Indirect calls may trap.
(module
  (type $t (func (result i32)))
  (table 1 funcref)
  (elem (i32.const 0) func $one)
  (func $one (type $t) (i32.const 1))
  (func $f (param i32)
    (drop (call_indirect (type $t) (local.get 0)))))
;; function %f(i32) {
;; block0(v0: i32):
;;     v1: i32 = call_indirect type0 table0 v0
;;     return
;; }
