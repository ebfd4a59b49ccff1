;;! test = "prove"
;; Two functions that do nothing else that is seen become one: their calls move and merge.
(module (memory 1)
 (func $a (param i32) (result i32) local.get 0 i32.const 3 i32.mul)
 (func $b (param i32) (result i32) local.get 0 i32.const 3 i32.mul)
 (func (export "f") (param i32) (result i32) local.get 0 call $a local.get 0 i32.const 1 i32.add call $b i32.add)
 (func (export "g") (param i32) (result i32) local.get 0 call $b local.get 0 call $b i32.add))

(module (memory 1)
 (func $a (param i32) (result i32) local.get 0 i32.const 3 i32.mul)
 (func (export "f") (param i32) (result i32) local.get 0 i32.const 1 i32.add call $a local.get 0 call $a i32.add)
 (func (export "g") (param i32) (result i32) local.get 0 call $a i32.const 1 i32.shl))
;; %a: identical
;; %b (1 to 0): identical
;; %1 (2 to 1): proved
;; %2 (3 to 2): proved
