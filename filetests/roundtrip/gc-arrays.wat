;;! test = "roundtrip"
;; Arrays and packed elements end to end.
(module
  (type $bytes (array (mut i8)))
  (func (export "f") (param (ref $bytes) i32) (result i32) (local i32)
    (local.set 2 (array.get_u $bytes (local.get 0) (local.get 1)))
    (array.set $bytes (local.get 0) (local.get 1) (i32.const 0))
    (i32.add (local.get 2) (array.len (local.get 0)))))
;; module: 82 -> 76 bytes
;; code: 29 -> 23 bytes
;; function 0: 29 -> 23 bytes, optimised
;; (module
;;   (type $bytes (;0;) (array (mut i8)))
;;   (type (;1;) (func (param (ref $bytes) i32) (result i32)))
;;   (export "f" (func 0))
;;   (func (;0;) (type 1) (param (ref $bytes) i32) (result i32)
;;     local.get 0
;;     local.get 1
;;     array.get_u $bytes
;;     local.get 0
;;     local.get 1
;;     i32.const 0
;;     array.set $bytes
;;     local.get 0
;;     array.len
;;     i32.add
;;   )
;; )
