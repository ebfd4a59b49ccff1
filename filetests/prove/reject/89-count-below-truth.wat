;;! test = "prove"
;; The number of leading zeros tells of another bit.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 1
    i32.and
    local.get 1
    i32.const 27
    i32.lt_u
    i32.and))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.clz
    local.get 1
    i32.const 27
    i32.lt_u
    i32.lt_u))
;; %0: unproved: results differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  0
