;;! test = "prove"
;; A store of a byte becomes a store of a word.
(module (memory 1)
  (func (export "f") (param i32 i32)
    local.get 0
    local.get 1
    i32.store8))

(module (memory 1)
  (func (export "f") (param i32 i32)
    local.get 0
    local.get 1
    i32.const 255
    i32.and
    i32.store8))
;; %0: proved
