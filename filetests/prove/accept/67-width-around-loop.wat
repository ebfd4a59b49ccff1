;;! test = "prove"
;; The loop carries bytes only.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    (local i32)
    loop
    local.get 1
    i32.const 255
    i32.and
    call $h
    local.get 0
    i32.load8_u
    local.tee 1
    local.get 0
    i32.const 1
    i32.add
    local.set 0
    br_if 0
    end
    local.get 1)
  (func $h (param i32)
    i32.const 0
    local.get 0
    i32.store))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    (local i32)
    loop
    local.get 1
    call $h
    local.get 0
    i32.load8_u
    local.tee 1
    local.get 0
    i32.const 1
    i32.add
    local.set 0
    br_if 0
    end
    local.get 1)
  (func $h (param i32)
    i32.const 0
    local.get 0
    i32.store))
;; %0: proved
;; %h: identical
