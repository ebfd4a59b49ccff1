;;! test = "prove"
;;! solver = true
;; A square less one may be zero.
(module (func (export "f") (param i32 i32) (result i32)
  local.get 0
  local.get 1
  local.get 1
  i32.mul
  i32.const -1
  i32.add
  i32.div_u
  drop
  local.get 0))

(module (func (export "f") (param i32 i32) (result i32)
  local.get 0))
;; %0: unproved: traps differ at 0x21 and 0x21, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  return
