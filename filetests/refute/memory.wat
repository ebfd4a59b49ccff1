;;! test = "refute"
;; Both return; what they leave in memory differs. Nobody exports the function.
(module (memory 1) (func $f (param i32)
    local.get 0
    i32.const 1
    i32.store offset=4))

(module (memory 1) (func $f (param i32)
    local.get 0
    i32.const 1
    i32.store8 offset=4))
;; %f: refuted: traps differ at 0x1d and 0x1d, on a path from 0x0 and 0x0
;;   before: beyond0+8(entry0)
;;   after:  return
;;   function 0(i32 8)
;;   where memories and visible globals hold words of pattern 903
;;   before: leaves 00 00 00 08 00 00 00 00 at 0xd in memory 0
;;   after:  leaves 7a 00 00 08 00 00 00 00 at 0xd in memory 0
