;;! test = "prove"
;; A signed load for an unsigned one.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load8_s))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load8_u
    i32.extend8_s))
;; %0: proved
