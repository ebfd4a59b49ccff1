;;! test = "prove"
;; A host may import the same memory twice.
(module (import "a" "m" (memory 1)) (import "a" "n" (memory 1))
  (func (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.load 1
    local.get 0
    local.get 1
    i32.store 0
    local.get 0
    i32.load 1
    i32.add))

(module (import "a" "m" (memory 1)) (import "a" "n" (memory 1))
  (func (export "f") (param i32 i32) (result i32)
    (local i32)
    local.get 0
    i32.load 1
    local.set 2
    local.get 0
    local.get 1
    i32.store 0
    local.get 2
    local.get 2
    i32.add))
;; %0: unproved: results differ at 0x32 and 0x34, on a path from 0x0 and 0x0
;;   before: Add(W32)(load32+0(entry20000000004, entry0), load32+0(after i32_store[0](entry20000000004, store32+0(entry20000000003, entry0, entry1)), entry0))
;;   after:  Mul(W32)(load32+0(entry20000000004, entry0), 2)
