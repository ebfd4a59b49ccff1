;;! test = "prove"
;; The parameter may be zero.
(module (import "m" "g" (func $g (param i32))) (memory 1)
  (func (export "f") (param i32) (local i32)
    local.get 0
    i32.const 0
    i32.lt_u
    if
      return
    end
    local.get 0
    local.set 1
    loop
      local.get 1
      i32.const 2
      i32.lt_u
      if
        local.get 1
        call $g
      end
      local.get 1
      i32.const 1
      i32.sub
      local.tee 1
      i32.const 2
      i32.ge_u
      br_if 0
    end))

(module (import "m" "g" (func $g (param i32))) (memory 1)
  (func (export "f") (param i32) (local i32)
    local.get 0
    i32.const 0
    i32.lt_u
    if
      return
    end
    local.get 0
    local.set 1
    loop
      local.get 1
      i32.const 2
      i32.lt_u
      drop
      local.get 1
      i32.const 1
      i32.sub
      local.tee 1
      i32.const 2
      i32.ge_u
      br_if 0
    end))
;; %1: unproved: budget: blocks on a path
