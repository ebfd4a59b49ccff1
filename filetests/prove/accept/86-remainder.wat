;;! test = "prove"
;; What a multiple of a quotient leaves is less than the divisor: the sum cannot wrap.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    local.get 0
    i32.const 100
    i32.div_u
    i32.const 100
    i32.mul
    i32.sub
    i32.const 2000
    i32.add
    i32.load8_u))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    local.get 0
    i32.const 100
    i32.div_u
    i32.const 100
    i32.mul
    i32.sub
    
    i32.load8_u offset=2000))
;; %0: proved
