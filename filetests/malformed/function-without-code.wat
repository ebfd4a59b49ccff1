;;! test = "malformed"
;; A declared function without code.
(module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00")
;; error: at byte 0x12: function section has non-zero count but code section is absent
