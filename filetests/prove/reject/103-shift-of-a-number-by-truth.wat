;;! test = "prove"
;; Not that one.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    i32.const 16
    local.get 0
    i32.eqz
    i32.shr_u
    i32.const -7
    local.get 1
    i32.eqz
    i32.shr_s
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

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    i32.const 8
    i32.const 16
    local.get 0
    i32.eqz
    select
    i32.const -3
    i32.const -7
    local.get 1
    i32.eqz
    select
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
;; %0: unproved: results differ at 0x28 and 0x28, on a path from 0x37 and 0x3b
;;   before: 12
;;   after:  15
