;;! test = "prove"
;; A loop stores elsewhere.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    local.get 0
    local.get 1
    i32.store offset=8
    local.get 1
    local.set 2
    loop
      local.get 0
      i32.const 7
      i32.store offset=16
      local.get 1
      i32.const 4
      i32.sub
      local.tee 1
      i32.const 0
      i32.gt_s
      br_if 0
    end
    local.get 0
    i32.load offset=8))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    local.get 0
    local.get 1
    i32.store offset=8
    local.get 1
    local.set 2
    loop
      local.get 0
      i32.const 7
      i32.store offset=16
      local.get 1
      i32.const 4
      i32.sub
      local.tee 1
      i32.const 0
      i32.gt_s
      br_if 0
    end
    local.get 2))
;; %0: proved
