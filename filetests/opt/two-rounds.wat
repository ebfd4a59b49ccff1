;;! test = "opt -O2"
;; The second round finds what the first one made: the inner condition is a constant.
(module 
  (func (param i32) (result i32)
    (local i32)
    i32.const 0
    local.set 1
    local.get 0
    i32.const 2
    i32.and
    i32.const 4
    i32.and
    if
      i32.const 1
      local.set 1
    end
    local.get 1
    if (result i32)
      local.get 0
    else
      i32.const 9
    end))
;; %func0: 33 -> 4 bytes
;; (func (;0;) (type 0) (param i32) (result i32)
;;   i32.const 9
;; )
