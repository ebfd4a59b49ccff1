;;! test = "prove"
;; A constant moves into an offset although the sum may wrap.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 16
    i32.add
    i32.load))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 16
    i32.sub
    i32.const 32
    i32.add
    i32.load))
;; %0: proved
