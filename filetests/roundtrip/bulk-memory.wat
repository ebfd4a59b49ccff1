;;! test = "roundtrip"
;; Bulk memory end to end, with a data count section.
(module
  (memory 1)
  (data $d "abcd")
  (func (export "f") (param i32) (local i32)
    (local.set 1 (i32.const 4))
    (memory.init $d (local.get 0) (i32.const 0) (local.get 1))
    (data.drop $d)
    (memory.fill (local.get 0) (i32.const 1) (local.get 1))))
;; module: 90 -> 84 bytes
;; code: 30 -> 24 bytes
;; function 0: 30 -> 24 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32)))
;;   (memory (;0;) 1)
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (param i32)
;;     local.get 0
;;     i32.const 0
;;     i32.const 4
;;     memory.init $d
;;     data.drop $d
;;     local.get 0
;;     i32.const 1
;;     i32.const 4
;;     memory.fill
;;   )
;;   (data $d (;0;) "abcd")
;; )
