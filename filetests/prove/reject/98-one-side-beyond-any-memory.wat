;;! test = "prove"
;; Only the output reaches beyond all memories: it traps, and the input does not.
(module (memory 1)
  (func (export "f") (result i32)
    i32.const 0
    i32.load))

(module (memory 1)
  (func (export "f") (result i32)
    i32.const -1
    i32.load))
;; %0: unproved: traps differ at 0x24 and 0x24, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+4294967299(0)
