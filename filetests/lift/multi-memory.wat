;;! test = "lift"
;; Memories by index, also with different address types.
(module
  (memory $a 1)
  (memory $b i64 1)
  (func $f (param i32 i64) (result i32)
    (i32.store $b (local.get 1) (i32.load $a (local.get 0)))
    (memory.copy $a $b (local.get 0) (local.get 1) (i32.const 4))
    (memory.size $a)))
;; function %f(i32, i64) -> i32 {
;; block0(v0: i32, v1: i64):
;;     v2 = i32.load v0
;;     i32.store mem=1 v1, v2
;;     v3 = i32.const 4
;;     memory.copy mem0 mem1 v0, v1, v3
;;     v4: i32 = memory.size mem0
;;     return v4
;; }
