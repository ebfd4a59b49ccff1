;;! test = "roundtrip"
;; Memories with small pages.
(module
  (memory 16 (pagesize 1))
  (func (export "f") (result i32) (local i32)
    (local.set 0 (memory.size))
    (local.get 0)))
;; module: 46 -> 40 bytes
;; code: 10 -> 4 bytes
;; function 0: 10 -> 4 bytes, optimised
;; (module
;;   (type (;0;) (func (result i32)))
;;   (memory (;0;) 16 (pagesize 0x1))
;;   (export "f" (func 0))
;;   (func (;0;) (type 0) (result i32)
;;     memory.size
;;   )
;; )
