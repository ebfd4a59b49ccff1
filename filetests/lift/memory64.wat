;;! test = "lift"
;; A 64-bit memory is addressed, measured and grown in i64.
(module
  (memory i64 1)
  (func $f (param i64) (result i64)
    (i32.store offset=0x123456789a (local.get 0) (i32.const 1))
    (i64.add (memory.size) (memory.grow (local.get 0)))))
;; function %f(i64) -> i64 {
;; block0(v0: i64):
;;     v1 = i32.const 1
;;     i32.store offset=78187493530 v0, v1
;;     v2: i64 = memory.size mem0
;;     v3: i64 = memory.grow mem0 v0
;;     v4 = i64.add v2, v3
;;     return v4
;; }
