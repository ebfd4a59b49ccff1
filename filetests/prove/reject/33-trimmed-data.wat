;;! test = "prove"
;; Bytes of a data segment that are not zero are gone.
(module (memory (export "m") 1) (data (i32.const 8) "abc"))

(module (memory (export "m") 1) (data (i32.const 8) "ab"))
;; declarations: data segment 0 is new
;; declarations: data segment 0 of the input is missing
