;;! test = "roundtrip"
;;! function = "second"
;; One function of several.
(module
  (func $first (result i32) (local i32) (local.get 0))
  (func $second (result i64) (local i64) (local.get 0)))
;; $second: 6 -> 4 bytes, optimised
;; (func $second (;1;) (type 1) (result i64)
;;   i64.const 0
;; )
