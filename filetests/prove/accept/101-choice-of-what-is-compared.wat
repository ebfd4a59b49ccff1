;;! test = "prove"
;; What equals a number is that number in the choice.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    local.get 0
    i32.const 1
    local.get 0
    i32.eqz
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
    i32.const 0
    i32.ne
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
;; %0: proved
