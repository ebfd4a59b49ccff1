;;! test = "prove"
;; A mask of a sum tells of its byte, so another mask takes nothing.
(module (memory 1)
  (func (export "f") (param i32) (result i32) (local i32)
    local.get 0
    i32.load8_u
    local.tee 1
    i32.const 207
    i32.add
    i32.const 255
    i32.and
    i32.const 9
    i32.ge_u
    if
    unreachable
    end
    local.get 1
    i32.const 48
    i32.sub
    i32.const 255
    i32.and))

(module (memory 1)
  (func (export "f") (param i32) (result i32) (local i32)
    local.get 0
    i32.load8_u
    local.tee 1
    i32.const 207
    i32.add
    i32.const 255
    i32.and
    i32.const 9
    i32.ge_u
    if
    unreachable
    end
    local.get 1
    i32.const 48
    i32.sub))
;; %0: proved
