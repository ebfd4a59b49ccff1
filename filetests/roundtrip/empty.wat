;;! test = "roundtrip"
;; The empty module.
(module)
;; module: 8 -> 8 bytes
;; code: 0 -> 0 bytes
;; (module)
