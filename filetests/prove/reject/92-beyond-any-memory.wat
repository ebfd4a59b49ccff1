;;! test = "prove"
;; It is in some memories.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 4
    i32.ne
    if
    i32.const 0
    return
    end
    local.get 0
    i32.load offset=4
    drop
    i32.const 1))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 4
    i32.ne
    if
    i32.const 0
    return
    end
    local.get 0
    i32.load offset=4
    drop
    i32.const 2))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  2
