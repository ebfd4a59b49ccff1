;;! test = "prove"
;; The call may write them.
(module
  (type $a (array (mut i32)))
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
  (type $a (array (mut i32)))
  (import "e" "h" (func))
  (func (export "f") (param (ref $a)) (result i32) (local i32)
    local.get 0
    i32.const 2
    array.get $a
    local.tee 1
    call 0
    local.get 1
    i32.mul))
