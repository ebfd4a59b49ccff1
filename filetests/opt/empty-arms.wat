;;! test = "opt -O1"
;; Both arms are empty.
(module 
  (func (param i32)
    local.get 0
    if
      nop
    else
      nop
    end))
;; %func0: 10 -> 2 bytes
;; (func (;0;) (type 0) (param i32))
