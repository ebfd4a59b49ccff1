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
    loop
    nop
    br 0
    end
    unreachable))
;; %0: identical
