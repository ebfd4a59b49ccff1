;;! test = "prove"
;; A store of a float is live.
(module (memory 1)
  (func (export "f") (param i32) (result f64)
    local.get 0
    f64.const 1.5
    f64.store
    local.get 0
    f64.load))

(module (memory 1)
  (func (export "f") (param i32) (result f64)
    f64.const 1.5))
;; %0: unproved: traps differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: beyond0+8(entry0)
;;   after:  return
