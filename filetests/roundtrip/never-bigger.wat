;;! test = "roundtrip"
;; A new body that is not smaller is not used.
(module
  (tag $t (param i32))
  (import "" "may_throw" (func $g (param i32) (result i32)))
  (func $f (export "f") (param i32) (result i32)
    (block $caught (result i32)
      (try_table (result i32) (catch $t $caught)
        (call $g (local.get 0))))))
;; module: 107 -> 107 bytes
;; code: 16 -> 16 bytes
;; $f: 16 -> 16 bytes, unchanged: the new body is not smaller
;; (module
;;   (type (;0;) (func (param i32)))
;;   (type (;1;) (func (param i32) (result i32)))
;;   (import "" "may_throw" (func $g (;0;) (type 1) (param i32) (result i32)))
;;   (tag $t (;0;) (type 0) (param i32))
;;   (export "f" (func $f))
;;   (func $f (;1;) (type 1) (param i32) (result i32)
;;     block $caught (result i32)
;;       try_table (result i32) (catch $t $caught) ;; label = @2
;;         local.get 0
;;         call $g
;;       end
;;     end
;;   )
;; )
