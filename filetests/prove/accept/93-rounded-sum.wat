;;! test = "prove"
;; What a sum has of a multiple stands outside the mask, under a shift too.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 3
    i32.add
    i32.const -16
    i32.and
    i32.const 16
    i32.add
    i32.const 3
    i32.shr_u))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 19
    i32.add
    i32.const -16
    i32.and
    
    i32.const 3
    i32.shr_u))
;; %0: proved
