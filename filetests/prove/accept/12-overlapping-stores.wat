;;! test = "prove"
;; Two stores that overlap in part are reordered.
(module (memory 1)
  (func (export "f") (param i32)
    local.get 0
    i32.load offset=8
    drop
    local.get 0
    i32.const 1
    i32.store offset=2
    local.get 0
    i32.const 2
    i32.store offset=6))

(module (memory 1)
  (func (export "f") (param i32)
    local.get 0
    i32.load offset=8
    drop
    local.get 0
    i32.const 2
    i32.store offset=6
    local.get 0
    i32.const 1
    i32.store offset=2))
;; %0: proved
