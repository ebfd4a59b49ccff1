;;! test = "opt -O1"
;; The condition is a constant: one arm is left.
(module 
  (func (param i32) (result i32)
    i32.const 1
    if (result i32)
      local.get 0
    else
      i32.const 7
    end))
;; %func0: 12 -> 4 bytes
;; (func (;0;) (type 0) (param i32) (result i32)
;;   local.get 0
;; )
