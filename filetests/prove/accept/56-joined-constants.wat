;;! test = "prove"
;; Two constants side by side as one: the store that reaches further came first.
(module (memory 1)
  (func (export "f") (param i32)
    local.get 0
    i32.const 2
    i32.store offset=4
    local.get 0
    i32.const 1
    i32.store))

(module (memory 1)
  (func (export "f") (param i32)
    local.get 0
    i64.const 0x200000001
    i64.store))
;; %0: proved
