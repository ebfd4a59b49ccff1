;;! test = "prove"
;; It is loaded from where the store was.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    local.get 0
    i32.load offset=8
    local.set 2
    local.get 0
    i32.const 1
    i32.store offset=16
    loop
      local.get 1
      i32.const 1
      i32.sub
      local.tee 1
      i32.const 0
      i32.gt_s
      br_if 0
    end
    local.get 2
    local.get 0
    i32.load offset=16
    i32.add))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    local.get 0
    i32.load offset=8
    local.set 2
    local.get 0
    i32.const 1
    i32.store offset=16
    loop
      local.get 1
      i32.const 1
      i32.sub
      local.tee 1
      i32.const 0
      i32.gt_s
      br_if 0
    end
    local.get 2
    local.get 2
    i32.add))
