;;! test = "prove"
;; Another bit is known.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 16
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
    i32.const 16
    i32.and
    i32.eqz
    if
    i32.const 0
    return
    end
    local.get 1
    i32.const 9
    i32.lt_u))
;; %0: unproved: results differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: 0
;;   after:  1
