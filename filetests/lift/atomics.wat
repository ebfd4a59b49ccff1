;;! test = "lift"
;; Atomic accesses, waiting and the fence.
(module
  (memory 1 1 shared)
  (func $f (param i32 i64) (result i64)
    (i32.atomic.store16 offset=2 (local.get 0) (i32.const 7))
    (atomic.fence)
    (drop (memory.atomic.notify (local.get 0) (i32.atomic.load (local.get 0))))
    (i64.atomic.rmw.cmpxchg (local.get 0) (local.get 1)
      (i64.atomic.rmw32.add_u (local.get 0) (i64.const 1)))))
;; function %f(i32, i64) -> i64 {
;; block0(v0: i32, v1: i64):
;;     v2 = i32.const 7
;;     i32.atomic.store16 offset=2 v0, v2
;;     atomic.fence
;;     v3 = i32.atomic.load v0
;;     v4 = memory.atomic.notify v0, v3
;;     v5 = i64.const 1
;;     v6 = i64.atomic.rmw32.add_u v0, v5
;;     v7 = i64.atomic.rmw.cmpxchg v0, v1, v6
;;     return v7
;; }
