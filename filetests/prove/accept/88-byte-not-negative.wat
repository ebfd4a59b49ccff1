;;! test = "prove"
;; A byte that is not negative is less than 128: the sum cannot wrap.
(module (memory 1)
  (func (export "f") (param i32) (result i32) (local i32)
    local.get 0
    i32.load8_s
    local.tee 1
    i32.const 0
    i32.lt_s
    if
    unreachable
    end
    local.get 1
    i32.const 700
    i32.add
    i32.load8_u))

(module (memory 1)
  (func (export "f") (param i32) (result i32) (local i32)
    local.get 0
    i32.load8_s
    local.tee 1
    i32.const 0
    i32.lt_s
    if
    unreachable
    end
    local.get 1
    
    i32.load8_u offset=700))
;; %0: proved
