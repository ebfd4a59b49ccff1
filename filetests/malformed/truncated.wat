;;! test = "malformed"
;; A section is longer than the file.
(module binary "\00asm\01\00\00\00" "\01\10\01")
;; error: at byte 0xa: unexpected end-of-file
