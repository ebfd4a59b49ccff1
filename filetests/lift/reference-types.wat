;;! test = "lift"
;; References in tables, locals and selects.
(module
  (table $t 4 externref)
  (func $f (param i32 externref) (result externref) (local externref)
    (table.set $t (local.get 0) (local.get 1))
    (drop (table.grow $t (local.get 1) (table.size $t)))
    (table.fill $t (i32.const 0) (local.get 2) (i32.const 1))
    (select (result externref)
      (table.get $t (i32.const 0))
      (local.get 2)
      (ref.is_null (local.get 1)))))
;; function %f(i32, externref) -> externref {
;; block0(v0: i32, v1: externref):
;;     v5: externref = ref.null extern
;;     table.set table0 v0, v1
;;     v2: i32 = table.size table0
;;     v3: i32 = table.grow table0 v1, v2
;;     v4 = i32.const 0
;;     v6 = i32.const 1
;;     table.fill table0 v4, v5, v6
;;     v7 = i32.const 0
;;     v8: externref = table.get table0 v7
;;     v9: i32 = ref.is_null v1
;;     v10: externref = select_t externref v8, v5, v9
;;     return v10
;; }
