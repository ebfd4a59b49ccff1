;;! test = "prove"
;; Unless one of them holds.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    i32.const 6040
    i32.const 6516
    local.get 1
    i32.const 5
    i32.eq
    i32.const 476
    i32.mul
    i32.sub
    local.get 0
    i32.const 7
    i32.eq
    select
    local.set 2
    loop
      local.get 2
      i32.const 3
      i32.mul
      local.set 2
      local.get 0
      i32.const 1
      i32.sub
      local.tee 0
      i32.const 0
      i32.gt_s
      br_if 0
    end
    local.get 2))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    i32.const 6040
    local.get 0
    i32.const 7
    i32.ne
    local.get 1
    i32.const 5
    i32.eq
    i32.and
    i32.const 476
    i32.mul
    i32.add
    local.set 2
    loop
      local.get 2
      i32.const 3
      i32.mul
      local.set 2
      local.get 0
      i32.const 1
      i32.sub
      local.tee 0
      i32.const 0
      i32.gt_s
      br_if 0
    end
    local.get 2))
;; %0: unproved: results differ at 0x28 and 0x28, on a path from 0x40 and 0x3d
;;   before: 18120
;;   after:  19548
