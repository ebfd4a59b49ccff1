;;! test = "opt -O3"
;; For speed, a wide constant is made at each use.
(module 
  (func (param i32) (result i32)
    local.get 0
    i32.const 305419896
    i32.xor
    local.get 0
    i32.const 305419896
    i32.mul
    i32.add
    i32.const 305419896
    i32.or))
;; %func0: 28 -> 28 bytes
;; (func (;0;) (type 0) (param i32) (result i32)
;;   local.get 0
;;   i32.const 305419896
;;   i32.xor
;;   local.get 0
;;   i32.const 305419896
;;   i32.mul
;;   i32.add
;;   i32.const 305419896
;;   i32.or
;; )
