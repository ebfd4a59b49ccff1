;;! test = "prove"
;; A load is forwarded past a store that may be to its place.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 1
    i32.store
    local.get 1
    i32.const 2
    i32.store
    local.get 0
    i32.load))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 1
    i32.store
    local.get 1
    i32.const 2
    i32.store
    local.get 0
    i32.const 0
    i32.add
    i32.load))
;; %0: proved
