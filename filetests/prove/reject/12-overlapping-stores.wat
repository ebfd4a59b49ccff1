;;! test = "prove"
;; Two stores that overlap in part are reordered.
(module (memory 1)
  (func (export "f") (param i32)
    local.get 0
    i32.load offset=8
    drop
    local.get 0
    i32.const 1
    i32.store offset=2
    local.get 0
    i32.const 2
    i32.store offset=6))

(module (memory 1)
  (func (export "f") (param i32)
    local.get 0
    i32.load offset=8
    drop
    local.get 0
    i32.const 2
    i32.store offset=4
    local.get 0
    i32.const 1
    i32.store offset=2))
;; %0: unproved: memories differ at 0x24 and 0x24, on a path from 0x0 and 0x0
;;   before: store64+2(entry20000000003, entry0, 8589934593)
;;   after:  store16+6(store32+2(entry20000000003, entry0, 1), entry0, 0)
