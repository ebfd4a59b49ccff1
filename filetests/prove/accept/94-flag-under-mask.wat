;;! test = "prove"
;; A bit that is known to be set takes nothing from a truth value.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 8
    i32.and
    i32.eqz
    if
    i32.const 0
    return
    end
    local.get 0
    i32.const 3
    i32.shr_u
    local.get 1
    i32.const 9
    i32.lt_u
    i32.and))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 8
    i32.and
    i32.eqz
    if
    i32.const 0
    return
    end
    local.get 1
    i32.const 9
    i32.lt_u))
;; %0: proved
