;;! test = "prove"
;; Nine bits can be set.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 9
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
    i32.const 9
    i32.shr_u
    if (result i32)
    i32.const 0
    else
    local.get 0
    end))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x35 and 0x31
;;   before: v0.1
;;   after:  v0.0
