;;! test = "prove"
;; A function without results does something all the same.
(module (memory 1)
  (func (export "f") (param i32)
    local.get 0
    i32.const 7
    i32.store8))

(module (memory 1)
  (func (export "f") (param i32)
    local.get 0
    i32.const 263
    i32.store8))
;; %0: proved
