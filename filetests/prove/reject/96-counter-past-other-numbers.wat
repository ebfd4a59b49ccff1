;;! test = "prove"
;; It begins above that number, and runs through all there are.
(module (memory 1)
  (func (export "f") (param i32 i32) (local i32)
    i32.const 300
    local.set 2
    loop
      local.get 0
      local.get 2
      i32.const 5000
      i32.add
      i32.load8_u
      local.get 1
      i32.const 11
      i32.eq
      i32.sub
      i32.store8
      local.get 2
      i32.const 1
      i32.add
      local.tee 2
      i32.const 259
      i32.ne
      br_if 0
    end))

(module (memory 1)
  (func (export "f") (param i32 i32) (local i32)
    i32.const 300
    local.set 2
    loop
      local.get 0
      local.get 2
      i32.load8_u offset=5000
      local.get 1
      i32.const 11
      i32.eq
      i32.sub
      i32.store8
      local.get 2
      i32.const 1
      i32.add
      local.tee 2
      i32.const 259
      i32.ne
      br_if 0
    end))
;; %0: unproved: traps differ at 0x2c and 0x2c, on a path from 0x2c and 0x2c
;;   before: a join
;;   after:  beyond0+5001(v0.1)
