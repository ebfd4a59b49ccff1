;;! test = "prove"
;;! map = "func 0 0, func 1 0"
;; Two cycles of calls become one.
(module (func $a (param i32) (result i32)
    local.get 0 if (result i32) local.get 0 i32.const 1 i32.sub call $b else i32.const 7 end)
  (func $b (param i32) (result i32)
    local.get 0 if (result i32) local.get 0 i32.const 1 i32.sub call $a else i32.const 7 end)
  (func (export "f") (param i32) (result i32) local.get 0 call $a local.get 0 call $b i32.sub))

(module (func $a (param i32) (result i32)
    local.get 0 if (result i32) local.get 0 i32.const 1 i32.sub call $a else i32.const 7 end)
  (func (export "f") (param i32) (result i32) local.get 0 call $a local.get 0 call $a i32.sub))
;; %a: identical
;; %b (1 to 0): identical
;; %1 (2 to 1): identical
