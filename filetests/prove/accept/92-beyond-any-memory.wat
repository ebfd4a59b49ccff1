;;! test = "prove"
;; An address at the end of the address space is in no memory: what follows is never reached.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const -1
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
    i32.const -1
    i32.ne
    if
    i32.const 0
    return
    end
    local.get 0
    i32.load offset=4
    drop
    i32.const 2))
;; %0: proved
