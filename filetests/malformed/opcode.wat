;;! test = "malformed"
;; An operator that does not exist.
(module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\06\01\04\00\ff\00\0b")
;; error: at byte 0x17 in function 0: illegal opcode: 0xff
