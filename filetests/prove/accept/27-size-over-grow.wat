;;! test = "prove"
;; The size of a memory is used again after it may have grown.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    memory.size
    local.get 0
    memory.grow
    drop
    memory.size
    i32.add))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    memory.size
    local.get 0
    memory.grow
    drop
    memory.size
    i32.add))
;; %0: identical
