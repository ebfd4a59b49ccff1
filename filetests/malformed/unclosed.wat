;;! test = "malformed"
;; A body whose blocks do not close.
(module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\06\01\04\00\02\40\0b")
;; error: at byte 0x1a in function 0: control frames remain at end of function body or expression
