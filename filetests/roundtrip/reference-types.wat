;;! test = "roundtrip"
;; References end to end.
(module
  (table $t 1 externref)
  (func (export "f") (param externref) (result externref) (local externref)
    (local.set 1 (local.get 0))
    (table.set $t (i32.const 0) (local.get 1))
    (select (result externref) (local.get 1) (ref.null extern) (ref.is_null (local.get 0)))))
;; module: 74 -> 68 bytes
;; code: 24 -> 18 bytes
;; function 0: 24 -> 18 bytes, optimised
;; (module
;;   (type (;0;) (func (param externref) (result externref)))
;;   (table $t (;0;) 1 externref)
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (param externref) (result externref)
;;     i32.const 0
;;     local.get 0
;;     table.set $t
;;     local.get 0
;;     ref.null extern
;;     local.get 0
;;     ref.is_null
;;     select (result externref)
;;   )
;; )
