;;! test = "roundtrip"
;; The record of tools stays.
(module
  (@producers (language "Rust" "") (processed-by "rustc" "1.90"))
  (func (export "f") (result i32) (local i32) (local.get 0)))
;; module: 90 -> 88 bytes
;; code: 6 -> 4 bytes
;; function 0: 6 -> 4 bytes, optimised
;; (module
;;   (type (;0;) (func (result i32)))
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (result i32)
;;     i32.const 0
;;   )
;;   (@producers
;;     (language "Rust" "")
;;     (processed-by "rustc" "1.90")
;;   )
;; )
