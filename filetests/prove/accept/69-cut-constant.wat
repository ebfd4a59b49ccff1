;;! test = "prove"
;; Bytes of a constant that are overwritten do not count.
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
    i64.const 0x1122334400007788
    i64.store
    local.get 0
    local.get 1
    i32.store16 offset=2))
;; %0: proved
