;;! test = "prove"
;;! solver = true
;; What Z3 cannot confirm stays as it is.
(module (func (export "f") (param i32 i32) (result i32)
  (i32.add (i32.xor (local.get 0) (local.get 1)) (i32.shl (i32.or (local.get 0) (local.get 1)) (i32.const 1)))))

(module (func (export "f") (param i32 i32) (result i32)
  (i32.add (local.get 0) (local.get 1))))
;; %0: unproved: results differ at 0x21 and 0x21, on a path from 0x0 and 0x0
;;   before: Add(W32)(Xor(W32)(entry0, entry1), Mul(W32)(Or(W32)(entry0, entry1), 2))
;;   after:  Add(W32)(entry0, entry1)
