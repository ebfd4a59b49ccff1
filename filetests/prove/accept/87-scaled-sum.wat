;;! test = "prove"
;; Four times a sum that is small cannot wrap, whatever the parts are.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.add
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
;; %0: proved
