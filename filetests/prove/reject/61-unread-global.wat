;;! test = "prove"
;; The host may ask for the value of the global.
(module
  (global $s (export "s") (mut i32) (i32.const 0))
  (func (export "f") (param i32)
    local.get 0
    global.set $s))

(module
  (global $s (export "s") (mut i32) (i32.const 0))
  (func (export "f") (param i32)
    nop))
;; %0: unproved: globals differ at 0x2b and 0x2b, on a path from 0x0 and 0x0
;;   before: SetGlobal0(entry20000000002, entry0)
;;   after:  entry20000000002
