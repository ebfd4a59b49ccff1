;;! test = "prove"
;; A number shifted by a truth value is the number, or twice as much.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    i32.const 4
    local.get 0
    i32.eqz
    i32.const 4
    i32.mul
    i32.add))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    i32.const 4
    local.get 0
    i32.eqz
    i32.shl))
;; %0: proved
