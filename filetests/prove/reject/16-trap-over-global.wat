;;! test = "prove"
;; A trap moves over a write of a global.
(module (memory 1)(global (export "x") (mut i32) (i32.const 0))
  (func (export "f") (param i32 i32) (result i32)
    i32.const 5
    global.set 0
    local.get 0
    local.get 1
    i32.div_u))

(module (memory 1)(global (export "x") (mut i32) (i32.const 0))
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.div_u
    i32.const 5
    global.set 0))
;; %0: unproved: traps differ at 0x32 and 0x32, on a path from 0x0 and 0x0
;;   before: Pair(Pair(Pair(Pair(Pair, entry20000000000), entry20000000001), SetGlobal0(entry20000000002, 5)), entry20000000003)
;;   after:  Pair(Pair(Pair(Pair(Pair, entry20000000000), entry20000000001), entry20000000002), entry20000000003)
