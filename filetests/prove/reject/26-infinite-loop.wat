;;! test = "prove"
;; A loop that never ends is not removed.
(module (memory 1)
  (func (export "f") (result i32)
    loop
    br 0
    end
    i32.const 1))

(module (memory 1)
  (func (export "f") (result i32)
    i32.const 1))
;; %0: unproved: budget: blocks on a path
