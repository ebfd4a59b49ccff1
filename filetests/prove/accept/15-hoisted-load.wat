;;! test = "prove"
;; A load that may trap leaves a loop that may not run.
(module (memory 1)
  (func (export "f") (param i32 i32)
    block
    local.get 1
    i32.eqz
    br_if 0
    loop
    local.get 0
    i32.load
    drop
    local.get 1
    i32.const 1
    i32.sub
    local.tee 1
    br_if 0
    end
    end))

(module (memory 1)
  (func (export "f") (param i32 i32)
    local.get 1
    if
    loop
    local.get 0
    i32.load
    drop
    local.get 1
    i32.const -1
    i32.add
    local.tee 1
    br_if 0
    end
    end))
;; %0: proved
