;;! test = "prove"
;; A field that nobody can write is read again after a call, or kept.
(module
  (type $t (struct (field i32) (field (mut i32))))
  (import "e" "h" (func))
  (func (export "f") (param (ref $t)) (result i32)
    local.get 0
    struct.get $t 0
    call 0
    local.get 0
    struct.get $t 0
    i32.mul))

(module
  (type $t (struct (field i32) (field (mut i32))))
  (import "e" "h" (func))
  (func (export "f") (param (ref $t)) (result i32) (local i32)
    local.get 0
    struct.get $t 0
    local.tee 1
    call 0
    local.get 1
    i32.mul))
;; %1: proved
