;;! test = "prove"
;; A value that was loaded is loaded again after a loop, or kept, over a store elsewhere.
(module (import "e" "h" (func)) (memory 1)
  (func (export "f") (param i32) (result i32) (local i32)
    call 0
    i32.const 0
    i32.load offset=64
    local.set 1
    i32.const 0
    local.get 0
    i32.store offset=80
    loop
      local.get 0
      i32.const 1
      i32.sub
      local.tee 0
      i32.const 0
      i32.gt_s
      br_if 0
    end
    local.get 1
    i32.const 0
    i32.load offset=64
    i32.sub))

(module (import "e" "h" (func)) (memory 1)
  (func (export "f") (param i32) (result i32) (local i32)
    call 0
    i32.const 0
    i32.load offset=64
    local.set 1
    i32.const 0
    local.get 0
    i32.store offset=80
    loop
      local.get 0
      i32.const 1
      i32.sub
      local.tee 0
      i32.const 0
      i32.gt_s
      br_if 0
    end
    local.get 1
    local.get 1
    i32.sub))
;; %1: proved
