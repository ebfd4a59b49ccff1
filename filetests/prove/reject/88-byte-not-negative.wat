;;! test = "prove"
;; It may be -1, and the sum wraps.
(module (memory 1)
  (func (export "f") (param i32) (result i32) (local i32)
    local.get 0
    i32.load8_s
    local.tee 1
    i32.const -1
    i32.lt_s
    if
    unreachable
    end
    local.get 1
    i32.const 700
    i32.add
    i32.load8_u))

(module (memory 1)
  (func (export "f") (param i32) (result i32) (local i32)
    local.get 0
    i32.load8_s
    local.tee 1
    i32.const -1
    i32.lt_s
    if
    unreachable
    end
    local.get 1
    
    i32.load8_u offset=700))
;; %0: unproved: traps differ at 0x27 and 0x27, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+701(SignExt(W32)8(load8+0(entry20000000003, entry0)))
