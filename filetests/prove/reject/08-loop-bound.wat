;;! test = "prove"
;; The bound of a loop differs, beyond any unrolling.
(module (memory 1)
  (func (export "f") (param i32)
    (local i32)
    loop
    local.get 0
    local.get 1
    i32.store offset=4
    local.get 1
    i32.const 1
    i32.add
    local.tee 1
    i32.const 100
    i32.lt_u
    br_if 0
    end))

(module (memory 1)
  (func (export "f") (param i32)
    (local i32)
    loop
    local.get 0
    local.get 1
    i32.store offset=4
    local.get 1
    i32.const 1
    i32.add
    local.tee 1
    i32.const 101
    i32.lt_u
    br_if 0
    end))
;; %0: unproved: memories differ at 0x26 and 0x26, on a path from 0x26 and 0x26
;;   before: store32+4(v0.0, entry0, 99)
;;   after:  store32+4(v0.0, entry0, 100)
