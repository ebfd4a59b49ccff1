;;! test = "prove"
;; One bit more comes out of the shift.
(module
  (memory 1)
  (func (export "f") (param i64 i64 i64 i64 i64 i64 i64) (result i64) (local $x i64)
    (local.set $x
      (i64.xor (i64.xor (i64.xor (i64.xor (i64.xor (i64.xor
        (local.get 0) (local.get 1)) (local.get 2)) (local.get 3))
        (i64.mul (local.get 4) (local.get 3))) (local.get 5)) (local.get 6)))
    (i64.or
      (i64.and (i64.shl (local.get $x) (i64.const 18)) (i64.const 4294967295))
      (i64.extend_i32_u (i32.shl (i32.wrap_i64 (local.get $x)) (i32.const 3))))))

(module
  (memory 1)
  (func (export "f") (param i64 i64 i64 i64 i64 i64 i64) (result i64) (local $x i64)
    (local.set $x
      (i64.xor (i64.xor (i64.xor (i64.xor (i64.xor (i64.xor
        (local.get 0) (local.get 1)) (local.get 2)) (local.get 3))
        (i64.mul (local.get 4) (local.get 3))) (local.get 5)) (local.get 6)))
    (i64.or
      (i64.shl (i64.and (local.get $x) (i64.const 32767)) (i64.const 18))
      (i64.shl (i64.and (local.get $x) (i64.const 536870911)) (i64.const 3)))))
;; %0: unproved: results differ at 0x2d and 0x2d, on a path from 0x0 and 0x0
;;   before: Or(W64)(ExtU(Mul(W32)(Xor(W32)(Xor(W32)(Xor(W32)(Xor(W32)(…, …), Wrap(…)), Wrap(entry6)), Mul(W32)(Wrap(entry3), Wrap(entry4))), 262144)), ExtU(Mul(W32)(Xor(W32)(Xor(W32)(Xor(W32)(Xor(W32)(…, …), Wrap(…)), Wrap(entry6)), Mul(W32)(Wrap(entry3), Wrap(entry4))), 8)))
;;   after:  Or(W64)(ExtU(Mul(W32)(Xor(W32)(Xor(W32)(Xor(W32)(Xor(W32)(…, …), Wrap(…)), Wrap(entry6)), Mul(W32)(Wrap(entry3), Wrap(entry4))), 8)), Mul(W64)(And(W64)(Xor(W64)(Xor(W64)(Xor(W64)(Xor(W64)(…, …), entry5), entry6), Mul(W64)(entry3, entry4)), 32767), 262144))
