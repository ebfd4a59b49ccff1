;;! test = "prove"
;; A constant moves into an offset when the sum cannot wrap.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 0xffff
    i32.and
    i32.const 16
    i32.add
    i32.load))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 0xffff
    i32.and
    i32.load offset=16))
;; %0: proved
