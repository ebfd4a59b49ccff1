;;! test = "prove"
;; A store of a byte becomes a store of a word.
(module (memory 1)
  (func (export "f") (param i32 i32)
    local.get 0
    local.get 1
    i32.store8))

(module (memory 1)
  (func (export "f") (param i32 i32)
    local.get 0
    local.get 1
    i32.store))
;; %0: unproved: traps differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+4(entry0)
