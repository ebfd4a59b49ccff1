;;! test = "prove"
;; A segment that nobody uses goes.
(module (memory (export "m") 1) (data $p "unused") (data (i32.const 0) "ab") (data (i32.const 1) "c"))

(module (memory (export "m") 1) (data (i32.const 0) "ab") (data (i32.const 1) "c"))
