;;! test = "prove"
;; Only seven bits can be set.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 7
    i32.shr_u
    if (result i32)
    i32.const 0
    else
    local.get 0
    i32.const 255
    i32.and
    end))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 7
    i32.shr_u
    if (result i32)
    i32.const 0
    else
    local.get 0
    end))
;; %0: proved
