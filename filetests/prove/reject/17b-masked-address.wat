;;! test = "prove"
;; A constant moves into an offset when the sum cannot wrap.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 0xffff
    i32.and
    i32.const 16
    i32.add
    i32.load))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 0xffff
    i32.and
    i32.load offset=17))
;; %0: unproved: traps differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+21(And(W32)(entry0, 65535))
