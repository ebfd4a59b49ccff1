;;! test = "prove"
;; The bit that the mask clears is shifted out.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 0x7fffffff
    i32.and
    i32.const 1
    i32.shl))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 1
    i32.shl))
;; %0: proved
