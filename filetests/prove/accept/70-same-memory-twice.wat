;;! test = "prove"
;; A load is forwarded within one imported memory.
(module (import "a" "m" (memory 1)) (import "a" "n" (memory 1))
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.store 0
    local.get 0
    i32.load 0))

(module (import "a" "m" (memory 1)) (import "a" "n" (memory 1))
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.store 0
    local.get 1))
;; %0: proved
