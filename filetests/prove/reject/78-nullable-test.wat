;;! test = "prove"
;; Whether a reference is null or of a type: one test, or two.
(module (type $s (struct)) (func (export "f") (param anyref) (result i32)
    local.get 0
    ref.test (ref null $s)))

(module (type $s (struct)) (func (export "f") (param anyref) (result i32)
    local.get 0
    ref.is_null
    if (result i32)
      i32.const 0
    else
      local.get 0
      ref.test (ref $s)
    end))
;; %0: unproved: results differ at 0x22 and 0x22, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  0
