;;! test = "prove"
;; A value that was stored is loaded after a join, or kept.
(module (memory 1)
  (func (export "f") (param i32 i32 i32) (result i32) (local i32)
    local.get 2
    if
      local.get 0
      i32.const 5
      i32.store offset=8
    else
      local.get 0
      local.get 1
      i32.store offset=8
    end
    loop
      local.get 1
      i32.const 1
      i32.sub
      local.tee 1
      i32.const 0
      i32.gt_s
      br_if 0
    end
    local.get 0
    i32.load offset=8))

(module (memory 1)
  (func (export "f") (param i32 i32 i32) (result i32) (local i32)
    local.get 2
    if
      local.get 0
      i32.const 5
      i32.store offset=8
      i32.const 5
      local.set 3
    else
      local.get 0
      local.get 1
      i32.store offset=8
      local.get 1
      local.set 3
    end
    loop
      local.get 1
      i32.const 1
      i32.sub
      local.tee 1
      i32.const 0
      i32.gt_s
      br_if 0
    end
    local.get 3))
;; %0: proved
