;;! test = "prove"
;;! solver = true
;; A store of equal values to equal places leaves equal memories.
(module (memory 1) (func (export "f") (param i32 i32)
  (i32.store
    (i32.const 16)
    (i32.add (i32.xor (local.get 0) (local.get 1))
      (i32.shl (i32.and (local.get 0) (local.get 1)) (i32.const 1))))))

(module (memory 1) (func (export "f") (param i32 i32)
  (i32.store (i32.const 16) (i32.add (local.get 0) (local.get 1)))))
;; %0: proved (Z3)
