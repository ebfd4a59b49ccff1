;;! test = "prove"
;; What is in bounds from one base is so from the base below it.
(module (memory 1)
  (func (export "f") (param i32) (result i64)
    local.get 0
    i64.const 0
    i64.store offset=4
    local.get 0
    i32.const 8
    i32.add
    i64.load))

(module (memory 1)
  (func (export "f") (param i32) (result i64)
    local.get 0
    i64.const 0
    i64.store offset=4
    local.get 0
    i64.load offset=8))
;; %0: proved
