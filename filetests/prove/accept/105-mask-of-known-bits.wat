;;! test = "prove"
;; A mask takes nothing from a number whose other bits are known.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load8_u
    local.tee 0
    i32.const 43
    i32.sub
    i32.const 3
    i32.lt_u
    if (result i32)
      local.get 0
      i32.const 7
      i32.and
      i32.const 40
      i32.or
    else
      i32.const -1
    end))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.load8_u
    local.tee 0
    i32.const 43
    i32.sub
    i32.const 3
    i32.lt_u
    if (result i32)
      local.get 0
    else
      i32.const -1
    end))
;; %0: proved
