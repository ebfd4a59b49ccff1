;;! test = "prove"
;; Another sum is small.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.add
    local.get 1
    i32.xor
    i32.const 500
    i32.ge_u
    if
    unreachable
    end
    local.get 0
    i32.const 2
    i32.shl
    local.get 1
    i32.const 2
    i32.shl
    i32.add
    i32.const 9000
    i32.add
    i32.load))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.add
    local.get 1
    i32.xor
    i32.const 500
    i32.ge_u
    if
    unreachable
    end
    local.get 0
    i32.const 2
    i32.shl
    local.get 1
    i32.const 2
    i32.shl
    i32.add
    
    i32.load offset=9000))
;; %0: unproved: traps differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+9004(Add(W32)(Mul(W32)(entry0, 4), Mul(W32)(entry1, 4)))
