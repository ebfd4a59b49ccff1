;;! test = "prove"
;; One of the numbers has another bit.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load8_u
    local.tee 0
    i32.const 43
    i32.sub
    i32.const 6
    i32.lt_u
    if (result i32)
      local.get 0
      i32.const 7
      i32.and
      i32.const 40
      i32.or
    else
      i32.const -1
    end))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load8_u
    local.tee 0
    i32.const 43
    i32.sub
    i32.const 6
    i32.lt_u
    if (result i32)
      local.get 0
    else
      i32.const -1
    end))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x3f and 0x39
;;   before: v0.1
;;   after:  v0.0
