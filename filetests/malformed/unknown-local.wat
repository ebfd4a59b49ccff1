;;! test = "malformed"
;; A local that is not there.
(module (func (local.get 3) (drop)))
;; error: at byte 0x17 in function 0: unknown local 3: local index out of bounds
