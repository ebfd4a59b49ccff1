;;! test = "roundtrip"
;; Operators that the table does not have keep the function; its neighbour is optimised.
(module
  (type $ft (func))
  (type $ct (cont $ft))
  (elem declare func $body)
  (func $body)
  (func $f
    (resume $ct (cont.new $ct (ref.func $body))))
  (func $neighbour (export "n") (result i32) (local i32)
    (local.set 0 (i32.const 1))
    (local.get 0)))
;; module: 108 -> 102 bytes
;; code: 21 -> 15 bytes
;; $body: 2 -> 2 bytes, unchanged
;; $f: 9 -> 9 bytes, kept: unknown operator 0xe0
;; $neighbour: 10 -> 4 bytes, optimised
;; (module
;;   (type $ft (;0;) (func))
;;   (type $ct (;1;) (cont $ft))
;;   (type (;2;) (func (result i32)))
;;   (export "n" (func $neighbour))
;;   (elem (;0;) declare func $body)
;;   (func $body (;0;) (type $ft))
;;   (func $f (;1;) (type $ft)
;;     ref.func $body
;;     cont.new $ct
;;     resume $ct
;;   )
;;   (func $neighbour (;2;) (type 2) (result i32)
;;     i32.const 1
;;   )
;; )
