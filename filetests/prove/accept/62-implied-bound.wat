;;! test = "prove"
;; A store has shown that all of these bytes are there, so the address did not wrap.
(module (memory 1)
  (func (export "f") (param i32 i64) (result i64)
    local.get 0
    local.get 1
    i64.store offset=8
    local.get 0
    i32.const 8
    i32.add
    i64.load))

(module (memory 1)
  (func (export "f") (param i32 i64) (result i64)
    local.get 0
    local.get 1
    i64.store offset=8
    local.get 1))
;; %0: proved
