;;! test = "prove"
;; A load of shared memory whose value nobody uses is left out; a later access traps as it did.
(module
  (memory 1 1 shared)
  (func (export "f") (param i32 i32) (result i32)
    (local i32)
    local.get 0
    i32.load
    local.set 2
    local.get 1
    i32.load offset=8
    drop
    local.get 1
    i32.load offset=12
    drop
    local.get 1
    local.get 2
    i32.store offset=12
    local.get 2))

(module
  (memory 1 1 shared)
  (func (export "f") (param i32 i32) (result i32)
    (local i32)
    local.get 0
    i32.load
    local.set 2
    local.get 1
    local.get 2
    i32.store offset=12
    local.get 2))
;; %0: proved
