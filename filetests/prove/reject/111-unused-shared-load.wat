;;! test = "prove"
;; An atomic load is left out: it orders what comes before and after it.
(module
  (memory 1 1 shared)
  (func (export "f") (param i32 i32) (result i32)
    (local i32)
    local.get 0
    i32.load
    local.set 2
    local.get 1
    i32.load offset=8
    drop
    local.get 1
    i32.atomic.load offset=12
    drop
    local.get 1
    local.get 2
    i32.store offset=12
    local.get 2))

(module
  (memory 1 1 shared)
  (func (export "f") (param i32 i32) (result i32)
    (local i32)
    local.get 0
    i32.load
    local.set 2
    local.get 1
    local.get 2
    i32.store offset=12
    local.get 2))
;; %0: unproved: what comes next differ at 0x38 and 0x34, on a path from 0x0 and 0x0
;;   before: i32_atomic_load 0 12
;;   after:  i32_store 0 12
