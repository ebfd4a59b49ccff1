;;! test = "prove"
;; A loop stores where the value may be.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    local.get 0
    local.get 1
    i32.store offset=8
    local.get 1
    local.set 2
    loop
      local.get 1
      i32.const 7
      i32.store
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
      local.get 1
      i32.const 7
      i32.store
      local.get 1
      i32.const 4
      i32.sub
      local.tee 1
      i32.const 0
      i32.gt_s
      br_if 0
    end
    local.get 2))
;; %0: unproved: results differ at 0x28 and 0x28, on a path from 0x33 and 0x33
;;   before: load32+8(store32+0(store32+8(entry20000000003, entry0, entry1), entry1, 7), entry0)
;;   after:  entry1
