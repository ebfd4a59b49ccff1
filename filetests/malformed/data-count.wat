;;! test = "malformed"
;; The data count contradicts the data section.
(module binary "\00asm\01\00\00\00" "\0c\01\02" "\0b\01\00")
;; error: at byte 0xe: data count and data section have inconsistent lengths
