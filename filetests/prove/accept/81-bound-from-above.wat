;;! test = "prove"
;; What lies above a base is at its offset if an access at the base itself has passed.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 6
    i32.add
    i64.load
    i32.wrap_i64
    local.get 0
    i64.load
    i32.wrap_i64
    i32.add))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i64.load offset=6
    i32.wrap_i64
    local.get 0
    i64.load
    i32.wrap_i64
    i32.add))
;; %0: proved
