;;! test = "prove"
;; So are elements.
(module
  (type $a (array i32))
  (import "e" "h" (func))
  (func (export "f") (param (ref $a)) (result i32) (local i32)
    local.get 0
    i32.const 2
    array.get $a
    call 0
    local.get 0
    i32.const 2
    array.get $a
    i32.mul))

(module
  (type $a (array i32))
  (import "e" "h" (func))
  (func (export "f") (param (ref $a)) (result i32) (local i32)
    local.get 0
    i32.const 2
    array.get $a
    local.tee 1
    call 0
    local.get 1
    i32.mul))
;; %1: proved
