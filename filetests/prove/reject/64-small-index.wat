;;! test = "prove"
;; The index may lead beyond the bytes that are there.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i64.const 0
    i64.store offset=24
    local.get 0
    i64.const 0
    i64.store offset=16
    local.get 1
    i32.const 6
    i32.lt_u
    if (result i32)
    local.get 0
    i32.const 16
    i32.add
    local.get 1
    i32.const 2
    i32.shl
    i32.add
    i32.load
    else
    i32.const 0
    end))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i64.const 0
    i64.store offset=24
    local.get 0
    i64.const 0
    i64.store offset=16
    local.get 1
    i32.const 6
    i32.lt_u
    if (result i32)
    local.get 0
    local.get 1
    i32.const 2
    i32.shl
    i32.add
    i32.load offset=16
    else
    i32.const 0
    end))
;; %0: unproved: traps differ at 0x4c and 0x49, on a path from 0x0 and 0x0
;;   before: a join
;;   after:  beyond0+20(Add(W32)(entry0, Mul(W32)(entry1, 4)))
