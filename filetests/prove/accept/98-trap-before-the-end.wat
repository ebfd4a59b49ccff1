;;! test = "prove"
;; An address at the end of the address space traps on both sides.
(module (memory 1)
  (func (export "f") (param i32) (local i32)
    i32.const -256
    local.set 1
    loop
      local.get 1
      local.get 0
      i32.store8
      local.get 1
      i32.const -1
      i32.sub
      local.tee 1
      i32.const -2
      i32.ne
      br_if 0
    end))

(module (memory 1)
  (func (export "f") (param i32) (local i32)
    i32.const -256
    local.set 1
    loop
      local.get 1
      local.get 0
      i32.store8 offset=0
      local.get 1
      i32.const 1
      i32.add
      local.tee 1
      i32.const -2
      i32.ne
      br_if 0
    end))
;; %0: proved
