;;! test = "roundtrip"
;; Two operands arrive at a join, and the module has no type for a construct that leaves them:
;; the function keeps its body, with the reason.
(module
  (tag $t (param i32))
  (import "" "may_throw" (func $g))
  (func $f (export "f") (param i32) (result i32 exnref)
    (try_table (catch_ref $t 0)
      (call $g))
    (unreachable)))
;; module: 94 -> 94 bytes
;; code: 12 -> 12 bytes
;; $f: 12 -> 12 bytes, kept: unsupported: no type for several operands at a join
;; (module
;;   (type (;0;) (func (param i32)))
;;   (type (;1;) (func))
;;   (type (;2;) (func (param i32) (result i32 exnref)))
;;   (import "" "may_throw" (func $g (;0;) (type 1)))
;;   (tag $t (;0;) (type 0) (param i32))
;;   (export "f" (func $f))
;;   (func $f (;1;) (type 2) (param i32) (result i32 exnref)
;;     try_table (catch_ref $t 0) ;; label = @1
;;       call $g
;;     end
;;     unreachable
;;   )
;; )
