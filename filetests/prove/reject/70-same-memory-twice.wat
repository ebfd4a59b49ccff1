;;! test = "prove"
;; A host may import the same memory twice.
(module (import "a" "m" (memory 1)) (import "a" "n" (memory 1))
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.load 1
    local.get 0
    local.get 1
    i32.store 0
    local.get 0
    i32.load 1
    i32.add))

(module (import "a" "m" (memory 1)) (import "a" "n" (memory 1))
  (func (export "f") (param i32 i32) (result i32)
    (local i32)
    local.get 0
    i32.load 1
    local.set 2
    local.get 0
    local.get 1
    i32.store 0
    local.get 2
    local.get 2
    i32.add))
