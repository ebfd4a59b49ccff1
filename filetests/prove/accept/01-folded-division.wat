;;! test = "prove"
;; A division whose operands are constants may trap.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 1
    i32.const 0
    i32.div_s))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    unreachable))
;; %0: proved
