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
    end
    local.get 0
    i32.const 1
    i32.store))
;; %0: unproved: memories differ at 0x25 and 0x25, on a path from 0x37 and 0x30
;;   before: store32+0(entry20000000003, entry0, 2)
;;   after:  store32+0(entry20000000003, entry0, 1)
