;;! test = "prove"
;; A word of shared memory may make the sum wrap.
(module (memory 1 1 shared)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load
    i32.const 4000
    i32.add
    i32.load8_u))

(module (memory 1 1 shared)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load
    i32.load8_u offset=4000))
;; %0: unproved: traps differ at 0x2f and 0x2b, on a path from 0x0 and 0x0
;;   before: i32_load8_u 0 0
;;   after:  beyond0+4001(e16777217.0)
