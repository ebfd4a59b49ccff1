;;! test = "prove"
;; A counter that begins anywhere may make the sum wrap.
(module (memory 1)
  (func (export "f") (param i32) (result i32) (local i32 i32)
    local.get 0
    local.set 1
    loop
      local.get 2
      local.get 1
      i32.const 60000
      i32.add
      i32.load
      i32.add
      local.set 2
      local.get 1
      i32.const 4
      i32.add
      local.tee 1
      i32.const 12
      i32.ne
      br_if 0
    end
    local.get 2))

(module (memory 1)
  (func (export "f") (param i32) (result i32) (local i32 i32)
    local.get 0
    local.set 1
    loop
      local.get 2
      local.get 1
      i32.load offset=60000
      i32.add
      local.set 2
      local.get 1
      i32.const 4
      i32.add
      local.tee 1
      i32.const 12
      i32.ne
      br_if 0
    end
    local.get 2))
;; %0: unproved: traps differ at 0x2b and 0x2b, on a path from 0x2b and 0x2b
;;   before: a join
;;   after:  beyond0+60004(entry0)
