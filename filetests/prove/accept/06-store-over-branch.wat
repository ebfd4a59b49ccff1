;;! test = "prove"
;; A store moves over a branch that may override it.
(module (memory 1)
  (func (export "f") (param i32 i32)
    local.get 0
    i32.const 1
    i32.store
    local.get 1
    if
    local.get 0
    i32.const 2
    i32.store
    end))

(module (memory 1)
  (func (export "f") (param i32 i32)
    local.get 1
    if
    local.get 0
    i32.const 2
    i32.store
    else
    local.get 0
    i32.const 1
    i32.store
    end))
;; %0: proved
