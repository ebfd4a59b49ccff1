;;! test = "roundtrip"
;; The loop's local is never assigned, so that its parameter goes and the operand turns out to
;; be a struct; the results keep the wider types they were made with.
(module
  (type $t (struct (field i32)))
  (func (export "f") (param i32) (result externref)
    (local $x anyref)
    (local.set $x (struct.new_default $t))
    (loop $again
      (drop (ref.as_non_null (local.get $x)))
      (drop (extern.convert_any (local.get $x)))
      (if (i32.eqz (local.get 0)) (then (local.set $x (local.get $x))))
      (br_if $again (local.get 0)))
    (extern.convert_any (local.get $x))))
;; module: 107 -> 79 bytes
;; code: 39 -> 25 bytes
;; function 0: 39 -> 25 bytes, optimised
;; (module
;;   (type $t (;0;) (struct (field i32)))
;;   (type (;1;) (func (param i32) (result externref)))
;;   (export "f" (func 0))
;;   (func (;0;) (type 1) (param i32) (result externref)
;;     (local (ref $t))
;;     struct.new_default $t
;;     local.set 1
;;     loop (result externref) ;; label = @1
;;       local.get 1
;;       ref.as_non_null
;;       drop
;;       local.get 0
;;       br_if 0 (;@1;)
;;       local.get 1
;;       extern.convert_any
;;     end
;;   )
;; )
