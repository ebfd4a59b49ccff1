;;! test = "malformed"
;; Code for functions that are not declared.
(module binary "\00asm\01\00\00\00" "\0a\04\01\02\00\0b")
;; error: at byte 0xa: function section is absent but code section has non-zero count
