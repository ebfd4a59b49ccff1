;;! test = "prove"
;; The low half of what is shifted, under many operators: masked behind the shift, and before it.
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
      (i64.shl (i64.and (local.get $x) (i64.const 16383)) (i64.const 18))
      (i64.shl (i64.and (local.get $x) (i64.const 536870911)) (i64.const 3)))))
;; %0: proved
