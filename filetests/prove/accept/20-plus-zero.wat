;;! test = "prove"
;; x + 0.0 is not x.
(module (memory 1)
  (func (export "f") (param f64) (result f64)
    local.get 0
    f64.const 0
    f64.add))

(module (memory 1)
  (func (export "f") (param f64) (result f64)
    f64.const 0
    local.get 0
    f64.add))
;; %0: proved
