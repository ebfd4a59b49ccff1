;;! test = "prove"
;; A constant moves into an offset although the sum may wrap.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 16
    i32.add
    i32.load))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load offset=16))
;; %0: unproved: traps differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+20(entry0)
