;;! test = "prove"
;; Both reach beyond all memories: what would come after does not count.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    i32.const -1
    i32.load
    drop
    local.get 0))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    i32.const -1
    i32.load
    drop
    local.get 0
    i32.const 1
    i32.add))
;; %0: proved
