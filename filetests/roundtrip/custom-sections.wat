;;! test = "roundtrip"
;; Custom sections stay where they are, except those that speak of offsets in changed code.
(module
  (@custom "first" (before first) "kept")
  (@custom "sourceMappingURL" "a map of the old code")
  (@custom ".debug_line" "lines of the old code")
  (@custom "target_features" "\01+\0bsign-ext\00")
  (func (export "f") (result i32) (local i32) (local.get 0)))
;; module: 153 -> 76 bytes
;; code: 6 -> 4 bytes
;; function 0: 6 -> 4 bytes, optimised
;; warning: dropped custom section `sourceMappingURL`: it describes the old code
;; warning: dropped custom section `.debug_line`: it describes the old code
;; (module
;;   (@custom "first" (before first) "kept")
;;   (type (;0;) (func (result i32)))
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (result i32)
;;     i32.const 0
;;   )
;;   (@custom "target_features" (after code) "\01+\0bsign-ext\00")
;; )
