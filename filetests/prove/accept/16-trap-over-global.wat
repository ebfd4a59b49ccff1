;;! test = "prove"
;; A trap moves over a write of a global.
(module (memory 1)(global (export "x") (mut i32) (i32.const 0))
  (func (export "f") (param i32 i32) (result i32)
    i32.const 5
    global.set 0
    local.get 0
    local.get 1
    i32.div_u))

(module (memory 1)(global (export "x") (mut i32) (i32.const 0))
  (func (export "f") (param i32 i32) (result i32)
    i32.const 4
    global.set 0
    i32.const 5
    global.set 0
    local.get 0
    local.get 1
    i32.div_u))
;; %0: proved
