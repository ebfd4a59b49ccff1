;;! test = "roundtrip"
;; Atomics end to end: their order is kept.
(module
  (memory 1 1 shared)
  (func (export "f") (param i32) (result i32) (local i32)
    (local.set 1 (i32.atomic.rmw.add (local.get 0) (i32.const 1)))
    (i32.atomic.store offset=4 (local.get 0) (i32.const 0))
    (atomic.fence)
    (local.get 1)))
;; module: 64 -> 58 bytes
;; code: 27 -> 21 bytes
;; function 0: 27 -> 21 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32) (result i32)))
;;   (memory (;0;) 1 1 shared)
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (param i32) (result i32)
;;     local.get 0
;;     i32.const 1
;;     i32.atomic.rmw.add
;;     local.get 0
;;     i32.const 0
;;     i32.atomic.store offset=4
;;     atomic.fence
;;   )
;; )
