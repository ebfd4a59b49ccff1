;;! test = "roundtrip"
;; Types of the shared-everything proposal are not modelled.
(module
  (type $s (shared (struct (field (mut i32)))))
  (func $f (export "f") (param (ref $s)) (result i32)
    (struct.get $s 0 (local.get 0))))
;; module: 64 -> 64 bytes
;; code: 8 -> 8 bytes
;; $f: 8 -> 8 bytes, kept: unsupported: type
;; (module
;;   (type $s (;0;) (shared (struct (field (mut i32)))))
;;   (type (;1;) (func (param (ref $s)) (result i32)))
;;   (export "f" (func $f))
;;   (func $f (;0;) (type 1) (param (ref $s)) (result i32)
;;     local.get 0
;;     struct.get $s 0
;;   )
;; )
