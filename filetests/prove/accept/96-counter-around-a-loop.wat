;;! test = "prove"
;; What an outer loop counts stays below its end in an inner loop, whose own counter has none.
(module (memory 1)
  (func (export "f") (param i32 i32) (local i32 i32)
    i32.const 3
    local.set 2
    loop
      i32.const 7
      local.set 3
      loop
        local.get 0
        local.get 3
        i32.add
        local.get 2
        i32.const 5000
        i32.add
        i32.load8_u
        i32.store8
        local.get 3
        i32.const 2
        i32.add
        local.tee 3
        local.get 1
        i32.lt_u
        br_if 0
      end
      local.get 2
      i32.const 1
      i32.add
      local.tee 2
      i32.const 100
      i32.ne
      br_if 0
    end))

(module (memory 1)
  (func (export "f") (param i32 i32) (local i32 i32)
    i32.const 3
    local.set 2
    loop
      i32.const 7
      local.set 3
      loop
        local.get 0
        local.get 3
        i32.add
        local.get 2
        i32.load8_u offset=5000
        i32.store8
        local.get 3
        i32.const 2
        i32.add
        local.tee 3
        local.get 1
        i32.lt_u
        br_if 0
      end
      local.get 2
      i32.const 1
      i32.add
      local.tee 2
      i32.const 100
      i32.ne
      br_if 0
    end))
;; %0: proved
