;;! test = "prove"
;;! map = "data 0 1, data 1 0"
;; Segments that overlap change places.
(module (memory (export "m") 1) (data (i32.const 0) "ab") (data (i32.const 1) "c"))

(module (memory (export "m") 1) (data (i32.const 1) "c") (data (i32.const 0) "ab"))
;; declarations: data segments are in another order
