;;! test = "prove"
;; Two values that live at once share a local.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    (local i32 i32)
    local.get 0
    i32.const 1
    i32.add
    local.set 2
    local.get 1
    i32.const 2
    i32.add
    local.set 3
    local.get 2
    local.get 3
    i32.mul))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 1
    i32.add
    local.set 0
    local.get 1
    i32.const 2
    i32.add
    local.set 0
    local.get 0
    local.get 0
    i32.mul))
;; %0: unproved: results differ at 0x28 and 0x26, on a path from 0x0 and 0x0
;;   before: Mul(W32)(Add(W32)(entry0, 1), Add(W32)(entry1, 2))
;;   after:  Mul(W32)(Add(W32)(entry1, 2), Add(W32)(entry1, 2))
