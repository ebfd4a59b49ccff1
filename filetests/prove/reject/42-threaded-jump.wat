;;! test = "prove"
;; The default of a condition is lost when a jump is threaded.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    (local i32)
    local.get 0
    if
    i32.const 1
    local.set 2
    end
    local.get 2
    if (result i32)
    i32.const 10
    else
    local.get 1
    end))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    if (result i32)
    i32.const 10
    else
    i32.const 10
    end))
;; %0: unproved: results differ at 0x28 and 0x26, on a path from 0x30 and 0x2f
;;   before: entry1
;;   after:  10
