;;! test = "prove"
;; A memory goes although its segment does not fit.
(module (memory 1) (data (i32.const 65531) "abcdef") (func (export "a")))

(module (func (export "a")))
;; declarations: data segment 0 of the input is missing
;; %0: identical
