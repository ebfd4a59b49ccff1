;;! test = "prove"
;; Another sum is kept.
(module (memory 1)
  (func (export "f") (param i32 i32 i32) (local i32 i32 i32 i32)
    loop
      
      local.get 2
      local.get 3
      i32.add
      local.set 4
      
      local.get 1
      local.set 5
      loop
        local.get 4
        local.get 0
        i32.load8_u
        i32.store8
        local.get 4
        i32.const 1
        i32.add
        local.set 4
        local.get 5
        i32.const 1
        i32.sub
        local.tee 5
        br_if 0
      end
      local.get 2
      local.get 3
      i32.add
      local.get 1
      i32.add
      i32.const 44
      i32.store8
      local.get 3
      local.get 1
      i32.add
      i32.const 1
      i32.add
      local.tee 3
      local.get 0
      i32.lt_u
      br_if 0
    end))

(module (memory 1)
  (func (export "f") (param i32 i32 i32) (local i32 i32 i32 i32)
    loop
      
      local.get 2
      local.get 3
      i32.add
      local.set 4
      local.get 4
      local.get 1
      i32.add
      i32.const 1
      i32.add
      local.set 6
      local.get 1
      local.set 5
      loop
        local.get 4
        local.get 0
        i32.load8_u
        i32.store8
        local.get 4
        i32.const 1
        i32.add
        local.set 4
        local.get 5
        i32.const 1
        i32.sub
        local.tee 5
        br_if 0
      end
      local.get 6
      i32.const 44
      i32.store8
      local.get 3
      local.get 1
      i32.add
      i32.const 1
      i32.add
      local.tee 3
      local.get 0
      i32.lt_u
      br_if 0
    end))
;; %0: unproved: traps differ at 0x28 and 0x28, on a path from 0x35 and 0x3f
;;   before: beyond0+1(Add(W32)(entry2, 1))
;;   after:  beyond0+1(Add(W32)(entry2, 2))
