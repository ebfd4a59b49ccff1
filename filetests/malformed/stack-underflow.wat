;;! test = "malformed"
;; An operator without operands, in a function without a name.
(module (func (i32.add) (drop)))
;; error: at byte 0x17 in function 0: type mismatch: expected i32 but nothing on stack
