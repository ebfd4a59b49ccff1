;;! test = "prove"
;; Nothing, shifted by anything, is nothing.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const 0
    local.get 0
    i32.shr_u
    i32.const -1
    local.get 0
    i32.shr_s
    i32.add
    i32.const 0
    local.get 1
    i32.shl
    i32.add
    i32.const -1
    local.get 1
    i32.rotl
    i32.add))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    i32.const -2))
;; %0: proved
