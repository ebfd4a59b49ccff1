;;! test = "prove"
;; x * 1.0 makes a signalling NaN quiet.
(module (memory 1)
  (func (export "f") (param f64) (result f64)
    local.get 0
    f64.const 1
    f64.mul))

(module (memory 1)
  (func (export "f") (param f64) (result f64)
    f64.const 1
    local.get 0
    f64.mul))
;; %0: proved
