;;! test = "malformed"
;; Sections out of order.
(module binary "\00asm\01\00\00\00" "\03\01\00" "\01\01\00")
;; error: at byte 0xd: section out of order
