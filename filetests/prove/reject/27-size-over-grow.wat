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
    (local i32)
    memory.size
    local.tee 1
    local.get 0
    memory.grow
    drop
    local.get 1
    i32.add))
;; %0: unproved: results differ at 0x25 and 0x27, on a path from 0x0 and 0x0
;;   before: Add(W32)(memory_size(Pair(Pair, entry20000000000), 0), memory_size(Pair(Pair, e16777218.40000), 0))
;;   after:  Mul(W32)(memory_size(Pair(Pair, entry20000000000), 0), 2)
