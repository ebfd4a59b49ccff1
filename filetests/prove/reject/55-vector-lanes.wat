;;! test = "prove"
;; A constant of a vector differs in one lane.
(module (func (export "f") (param v128) (result v128)
    local.get 0
    v128.const i32x4 1 2 3 4
    i32x4.add))

(module (func (export "f") (param v128) (result v128)
    local.get 0
    v128.const i32x4 1 2 3 5
    i32x4.add))
;; %0: unproved: results differ at 0x20 and 0x20, on a path from 0x0 and 0x0
;;   before: i32x4_add(entry0, v128_const(8589934593, 17179869187))
;;   after:  i32x4_add(entry0, v128_const(8589934593, 21474836483))
