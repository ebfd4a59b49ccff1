;;! test = "prove"
;; A byte of the constant that is not overwritten differs.
(module (memory 1)
  (func (export "f") (param i32 i32)
    local.get 0
    i64.const 0x1122334455667788
    i64.store
    local.get 0
    local.get 1
    i32.store16 offset=2))

(module (memory 1)
  (func (export "f") (param i32 i32)
    local.get 0
    i64.const 0x1122330055667788
    i64.store
    local.get 0
    local.get 1
    i32.store16 offset=2))
;; %0: unproved: memories differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: store32+4(store16+2(store16+0(entry20000000003, entry0, 30600), entry0, entry1), entry0, 287454020)
;;   after:  store32+4(store16+2(store16+0(entry20000000003, entry0, 30600), entry0, entry1), entry0, 287453952)
