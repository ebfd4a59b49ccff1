;;! test = "prove"
;; An exported function loses a parameter.
(module (func (export "f") (param i32) (result i32) i32.const 1))

(module (func (export "f") (result i32) i32.const 1))
;; %0: unproved: signature
