;;! test = "malformed"
;; An export of a function that is not there.
(module (export "f" (func 7)))
;; error: at byte 0xb: unknown function 7: exported function index out of bounds
