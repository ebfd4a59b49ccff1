;;! test = "prove"
;; A memory that nobody uses goes with its segment.
(module (memory 1) (data (i32.const 65530) "abcdef") (func (export "a")))

(module (func (export "a")))
;; %0: identical
