;;! test = "roundtrip"
;; Branch hints of a changed function go, those of an unchanged one stay.
(module
  (import "" "" (func $g))
  (func $changed (param i32) (local i32)
    (local.set 1 (local.get 0))
    (@metadata.code.branch_hint "\00")
    (if (local.get 1) (then (call $g))))
  (func $unchanged (param i32)
    (local.get 0)
    (@metadata.code.branch_hint "\01")
    (if (then (call $g)))))
;; module: 131 -> 120 bytes
;; code: 24 -> 18 bytes
;; $changed: 15 -> 9 bytes, optimised
;; $unchanged: 9 -> 9 bytes, unchanged: the new body is not smaller
;; (module
;;   (type (;0;) (func))
;;   (type (;1;) (func (param i32)))
;;   (import "" "" (func $g (;0;) (type 0)))
;;   (func $changed (;1;) (type 1) (param i32)
;;     local.get 0
;;     i32.eqz
;;     br_if 0
;;     call $g
;;   )
;;   (func $unchanged (;2;) (type 1) (param i32)
;;     local.get 0
;;     (@metadata.code.branch_hint "\01")
;;     if ;; label = @1
;;       call $g
;;     end
;;   )
;; )
