;;! test = "prove"
;; The multiple is not the quotient's: what is left is any number.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    local.get 0
    i32.const 100
    i32.div_u
    i32.const 99
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
    i32.const 99
    i32.mul
    i32.sub
    
    i32.load8_u offset=2000))
;; %0: unproved: traps differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+2001(Add(W32)(entry0, Mul(W32)(i32_div_u(entry0, 100), -99)))
