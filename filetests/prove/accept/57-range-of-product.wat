;;! test = "prove"
;; The address is below 188, so the constant cannot make it wrap.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
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
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 47
    i32.ge_u
    if
    unreachable
    end
    local.get 0
    i32.const 2
    i32.shl
    i32.load offset=7404))
;; %0: proved
