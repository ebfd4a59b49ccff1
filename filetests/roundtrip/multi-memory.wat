;;! test = "roundtrip"
;; Several memories end to end.
(module
  (memory $a 1)
  (memory $b 1)
  (func (export "f") (param i32) (local i32)
    (local.set 1 (i32.load $b (local.get 0)))
    (i32.store $a offset=16 (local.get 0) (local.get 1))
    (memory.copy $b $a (local.get 0) (local.get 1) (i32.const 3))))
;; module: 82 -> 80 bytes
;; code: 29 -> 27 bytes
;; function 0: 29 -> 27 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32)))
;;   (memory $a (;0;) 1)
;;   (memory $b (;1;) 1)
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (param i32)
;;     (local i32)
;;     local.get 0
;;     local.get 0
;;     i32.load $b
;;     local.tee 1
;;     i32.store offset=16
;;     local.get 0
;;     local.get 1
;;     i32.const 3
;;     memory.copy $b $a
;;   )
;; )
