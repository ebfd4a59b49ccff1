;;! test = "roundtrip"
;; A module without functions of its own.
(module
  (import "" "f" (func))
  (export "f" (func 0)))
;; module: 29 -> 29 bytes
;; code: 0 -> 0 bytes
;; (module
;;   (type (;0;) (func))
;;   (import "" "f" (func (;0;) (type 0)))
;;   (export "f" (func 0))
;; )
