;;! test = "prove"
;; A mask takes a bit from a number that may be 256.
(module
  (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 128
    i32.lt_u
    if
      i32.const 9
      return
    end
    local.get 0
    i32.const 9
    i32.shr_u
    if
      i32.const 0
      return
    end
    local.get 0
    i32.const 255
    i32.and
    i32.load8_u offset=1000))

(module
  (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 128
    i32.lt_u
    if
      i32.const 9
      return
    end
    local.get 0
    i32.const 9
    i32.shr_u
    if
      i32.const 0
      return
    end
    local.get 0
    i32.load8_u offset=1000))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: load8+1000(entry20000000003, And(W32)(entry0, 255))
;;   after:  load8+1000(entry20000000003, entry0)
