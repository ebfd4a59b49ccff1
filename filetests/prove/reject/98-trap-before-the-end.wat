;;! test = "prove"
;; The sum wraps to the begin of the memory; as an offset it traps for certain.
(module (memory 1)
  (func (export "f") (param i32) (local i32)
    i32.const -256
    local.set 1
    loop
      local.get 1
      i32.const 1296
      i32.add
      local.get 0
      i32.store8
      local.get 1
      i32.const 1
      i32.add
      local.tee 1
      i32.const -2
      i32.ne
      br_if 0
    end))

(module (memory 1)
  (func (export "f") (param i32) (local i32)
    i32.const -256
    local.set 1
    loop
      local.get 1
      local.get 0
      i32.store8 offset=1296
      local.get 1
      i32.const 1
      i32.add
      local.tee 1
      i32.const -2
      i32.ne
      br_if 0
    end))
;; %0: unproved: traps differ at 0x2b and 0x2b, on a path from 0x2b and 0x2b
;;   before: a join
;;   after:  beyond0+4294968337(0)
