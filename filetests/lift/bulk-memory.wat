;;! test = "lift"
;; Bulk operators on memories and tables, with their segments.
(module
  (memory 1)
  (table $t 4 funcref)
  (data $d "abc")
  (elem $e funcref (ref.func $f))
  (func $f (param i32)
    (memory.copy (local.get 0) (i32.const 1) (i32.const 2))
    (memory.fill (local.get 0) (i32.const 1) (i32.const 2))
    (memory.init $d (local.get 0) (i32.const 1) (i32.const 2))
    (data.drop $d)
    (table.init $t $e (local.get 0) (i32.const 0) (i32.const 1))
    (table.copy $t $t (local.get 0) (i32.const 0) (i32.const 1))
    (elem.drop $e)))
;; function %f(i32) {
;; block0(v0: i32):
;;     v1 = i32.const 1
;;     v2 = i32.const 2
;;     memory.copy mem0 mem0 v0, v1, v2
;;     v3 = i32.const 1
;;     v4 = i32.const 2
;;     memory.fill mem0 v0, v3, v4
;;     v5 = i32.const 1
;;     v6 = i32.const 2
;;     memory.init data0 mem0 v0, v5, v6
;;     data.drop data0
;;     v7 = i32.const 0
;;     v8 = i32.const 1
;;     table.init elem0 table0 v0, v7, v8
;;     v9 = i32.const 0
;;     v10 = i32.const 1
;;     table.copy table0 table0 v0, v9, v10
;;     elem.drop elem0
;;     return
;; }
