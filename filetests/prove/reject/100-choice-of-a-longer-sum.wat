;;! test = "prove"
;; The rest is added in the other case.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    local.get 0
    local.get 0
    local.get 1
    i32.add
    local.get 1
    i32.const 9
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
    local.get 0
    local.get 1
    i32.const 0
    local.get 1
    i32.const 9
    i32.eq
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
;; %0: unproved: results differ at 0x28 and 0x28, on a path from 0x37 and 0x37
;;   before: Mul(W32)(entry0, 3)
;;   after:  Add(W32)(Mul(W32)(entry0, 3), 27)
