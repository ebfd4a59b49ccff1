;;! test = "malformed"
;; The module's header is wrong.
(module binary "\00asm\02\00\00\00")
;; error: at byte 0x4: unknown binary version:        0x2
