;;! test = "prove"
;; The callee may not end.
(module (memory 1)
  (func $g (param i32) (result i32)
    loop
    br 0
    end
    local.get 0)
  (func (export "f") (param i32) (result i32)
    local.get 0
    call $g
    drop
    local.get 0))

(module (memory 1)
  (func $g (param i32) (result i32)
    loop
    br 0
    end
    local.get 0)
  (func (export "f") (param i32) (result i32)
    local.get 0))
;; %g: identical
;; %1: unproved: what comes next differ at 0x32 and 0x30, on a path from 0x0 and 0x0
;;   before: call 0 0
;;   after:  return
