;;! test = "prove"
;; The start function is gone.
(module (memory (export "m") 1) (func $s i32.const 0 i32.const 1 i32.store) (start $s))

(module (memory (export "m") 1) (func $s i32.const 0 i32.const 1 i32.store) (start $s))
;; %s: identical
