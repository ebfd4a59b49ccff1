;;! test = "roundtrip"
;; Components come back as they are, with a warning.
(component)
;; module: 8 -> 8 bytes
;; code: 0 -> 0 bytes
;; warning: components are not optimised yet
;; (component)
