;;! test = "opt -Oz"
;; For size, a wide constant is made once.
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
;; %func0: 28 -> 24 bytes
;; (func (;0;) (type 0) (param i32) (result i32)
;;   (local i32)
;;   local.get 0
;;   i32.const 305419896
;;   local.tee 1
;;   i32.xor
;;   local.get 0
;;   local.get 1
;;   i32.mul
;;   i32.add
;;   local.get 1
;;   i32.or
;; )
