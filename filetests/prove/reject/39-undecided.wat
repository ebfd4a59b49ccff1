;;! test = "prove"
;; What the checker cannot decide is not proved: a division by a magic number.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 8
    i32.div_u))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i64.extend_i32_u
    i64.const 0xcccccccd
    i64.mul
    i64.const 35
    i64.shr_u
    i32.wrap_i64))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: ShrU(W32)(entry0, 3)
;;   after:  Wrap(ShrU(W64)(Mul(W64)(ExtU(entry0), 3435973837), 35))
