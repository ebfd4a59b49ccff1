;;! test = "prove"
;; The bound is on another number: the sum may wrap.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 1
    i32.const 47
    i32.ge_u
    if
    unreachable
    end
    local.get 0
    i32.const 2
    i32.shl
    i32.const 7404
    i32.add
    i32.load))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 1
    i32.const 47
    i32.ge_u
    if
    unreachable
    end
    local.get 0
    i32.const 2
    i32.shl
    i32.load offset=7404))
;; %0: unproved: traps differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+7408(Mul(W32)(entry0, 4))
