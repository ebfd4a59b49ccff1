;;! test = "roundtrip"
;;! keep-bigger = true
;; With `keep-bigger` it is used all the same.
(module
  (tag $t (param i32))
  (import "" "may_throw" (func $g (param i32) (result i32)))
  (func $f (export "f") (param i32) (result i32)
    (block $caught (result i32)
      (try_table (result i32) (catch $t $caught)
        (call $g (local.get 0))))))
;; module: 107 -> 98 bytes
;; code: 16 -> 17 bytes
;; $f: 16 -> 17 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32)))
;;   (type (;1;) (func (param i32) (result i32)))
;;   (import "" "may_throw" (func $g (;0;) (type 1) (param i32) (result i32)))
;;   (tag $t (;0;) (type 0) (param i32))
;;   (export "f" (func $f))
;;   (func $f (;1;) (type 1) (param i32) (result i32)
;;     block (result i32) ;; label = @1
;;       try_table (result i32) (catch $t 0 (;@1;)) ;; label = @2
;;         local.get 0
;;         call $g
;;         return
;;       end
;;     end
;;   )
;; )
