;;! test = "prove"
;; Whether a reference is null or of a type: one test, or two.
(module (type $s (struct)) (func (export "f") (param anyref) (result i32)
    local.get 0
    ref.test (ref null $s)))

(module (type $s (struct)) (func (export "f") (param anyref) (result i32)
    local.get 0
    ref.is_null
    if (result i32)
      i32.const 1
    else
      local.get 0
      ref.test (ref $s)
    end))
;; %0: proved
