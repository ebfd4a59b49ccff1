;;! test = "roundtrip"
;; When no code changes, nothing is dropped.
(module
  (@custom "sourceMappingURL" "a map of the code")
  (func (export "f") (result i32) (i32.const 1)))
;; module: 70 -> 70 bytes
;; code: 4 -> 4 bytes
;; function 0: 4 -> 4 bytes, unchanged
;; (module
;;   (type (;0;) (func (result i32)))
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (result i32)
;;     i32.const 1
;;   )
;;   (@custom "sourceMappingURL" (after code) "a map of the code")
;; )
