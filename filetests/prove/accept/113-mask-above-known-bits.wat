;;! test = "prove"
;; A mask takes nothing from a number below 256, of which the highest bit is known as well.
(module
  (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 128
    i32.lt_u
    if
      i32.const 9
      return
    end
    local.get 0
    i32.const 8
    i32.shr_u
    if
      i32.const 0
      return
    end
    local.get 0
    i32.const 255
    i32.and
    i32.load8_u offset=1000))

(module
  (memory 1)
  (func (export "f") (param i32) (result i32)
    local.get 0
    i32.const 128
    i32.lt_u
    if
      i32.const 9
      return
    end
    local.get 0
    i32.const 8
    i32.shr_u
    if
      i32.const 0
      return
    end
    local.get 0
    i32.load8_u offset=1000))
;; %0: proved
