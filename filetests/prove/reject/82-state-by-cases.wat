;;! test = "prove"
;; By multiplication with another number.
(module (memory 1)
  (func (export "f") (param i32 i32) (local i32)
    loop
      local.get 0
      local.get 0
      i32.load8_u
      local.tee 2
      i32.const 32
      i32.or
      local.get 2
      local.get 2
      i32.const 65
      i32.sub
      i32.const 26
      i32.lt_u
      select
      i32.store8
      local.get 0
      i32.const 1
      i32.add
      local.tee 0
      local.get 1
      i32.load
      i32.lt_u
      br_if 0
    end))

(module (memory 1)
  (func (export "f") (param i32 i32) (local i32)
    loop
      local.get 0
      local.get 0
      i32.load8_u
      local.tee 2
      local.get 2
      i32.const 65
      i32.sub
      i32.const 26
      i32.lt_u
      i32.const 16
      i32.mul
      i32.or
      i32.store8
      local.get 0
      i32.const 1
      i32.add
      local.tee 0
      local.get 1
      i32.load
      i32.lt_u
      br_if 0
    end))
;; %0: unproved: traps differ at 0x27 and 0x27, on a path from 0x27 and 0x27
;;   before: Pair(Pair(Pair(Pair(Pair, entry20000000000), entry20000000001), entry20000000002), store8+0(entry20000000003, entry0, Add(W32)(load8+0(entry20000000003, entry0), 32)))
;;   after:  Pair(Pair(Pair(Pair(Pair, entry20000000000), entry20000000001), entry20000000002), store8+0(entry20000000003, entry0, Add(W32)(And(W32)(load8+0(entry20000000003, entry0), 15), 80)))
