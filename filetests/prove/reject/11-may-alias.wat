;;! test = "prove"
;; A load is forwarded past a store that may be to its place.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 1
    i32.store
    local.get 1
    i32.const 2
    i32.store
    local.get 0
    i32.load))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 1
    i32.store
    local.get 1
    i32.const 2
    i32.store
    i32.const 1))
;; %0: unproved: results differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: load32+0(store32+0(store32+0(entry20000000003, entry0, 1), entry1, 2), entry0)
;;   after:  1
