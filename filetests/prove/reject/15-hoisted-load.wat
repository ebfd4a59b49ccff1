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
    local.get 0
    i32.load
    drop
    block
    local.get 1
    i32.eqz
    br_if 0
    loop
    local.get 1
    i32.const 1
    i32.sub
    local.tee 1
    br_if 0
    end
    end))
;; %0: unproved: traps differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: return
;;   after:  beyond0+4(entry0)
