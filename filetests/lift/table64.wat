;;! test = "lift"
;; A 64-bit table is indexed by i64.
(module
  (table $t i64 4 funcref)
  (func $f (param i64) (result i64)
    (table.set $t (local.get 0) (table.get $t (i64.const 1)))
    (table.size $t)))
;; function %f(i64) -> i64 {
;; block0(v0: i64):
;;     v1 = i64.const 1
;;     v2: funcref = table.get table0 v1
;;     table.set table0 v0, v2
;;     v3: i64 = table.size table0
;;     return v3
;; }
