;;! test = "prove"
;;! solver = true
;; Exclusive or and carries are a sum: for Z3, not for normal forms.
(module (func (export "f") (param i32 i32) (result i32)
  (i32.add (i32.xor (local.get 0) (local.get 1)) (i32.shl (i32.and (local.get 0) (local.get 1)) (i32.const 1)))))

(module (func (export "f") (param i32 i32) (result i32)
  (i32.add (local.get 0) (local.get 1))))
;; %0: proved (Z3)
