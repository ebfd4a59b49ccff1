;;! test = "prove"
;;! map = "func 0 0, func 1 0"
;; Cycles of calls that differ in a constant become one.
(module (func $a (param i32) (result i32)
    local.get 0 if (result i32) local.get 0 i32.const 1 i32.sub call $b else i32.const 7 end)
  (func $b (param i32) (result i32)
    local.get 0 if (result i32) local.get 0 i32.const 1 i32.sub call $a else i32.const 8 end)
  (func (export "f") (param i32) (result i32) local.get 0 call $a local.get 0 call $b i32.sub))

(module (func $a (param i32) (result i32)
    local.get 0 if (result i32) local.get 0 i32.const 1 i32.sub call $a else i32.const 7 end)
  (func (export "f") (param i32) (result i32) local.get 0 call $a local.get 0 call $a i32.sub))
;; %a: identical
;; %b (1 to 0): unproved: results differ at 0x34 and 0x21, on a path from 0x42 and 0x2f
;;   before: v0.0
;;   after:  v0.1
;; %1 (2 to 1): identical
