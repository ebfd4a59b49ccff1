;;! test = "roundtrip"
;; A join that two operands arrive at keeps the whole function, with the reason.
(module
  (tag $t (param i32))
  (import "" "may_throw" (func $g))
  (func $f (export "f") (result i32)
    (block $caught (result i32 exnref)
      (try_table (catch_ref $t $caught)
        (call $g))
      (return (i32.const 0)))
    (drop)))
;; module: 116 -> 116 bytes
;; code: 18 -> 18 bytes
;; $f: 18 -> 18 bytes, kept: unsupported: several operands at a join
;; (module
;;   (type (;0;) (func (param i32)))
;;   (type (;1;) (func))
;;   (type (;2;) (func (result i32)))
;;   (type (;3;) (func (result i32 exnref)))
;;   (import "" "may_throw" (func $g (;0;) (type 1)))
;;   (tag $t (;0;) (type 0) (param i32))
;;   (export "f" (func $f))
;;   (func $f (;1;) (type 2) (result i32)
;;     block $caught (type 3) (result i32 exnref)
;;       try_table (catch_ref $t $caught) ;; label = @2
;;         call $g
;;       end
;;       i32.const 0
;;       return
;;     end
;;     drop
;;   )
;; )
