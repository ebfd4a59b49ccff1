;;! test = "prove"
;; x * 1.0 makes a signalling NaN quiet.
(module (memory 1)
  (func (export "f") (param f64) (result f64)
    local.get 0
    f64.const 1
    f64.mul))

(module (memory 1)
  (func (export "f") (param f64) (result f64)
    local.get 0))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: f64_mul(entry0, 4607182418800017408)
;;   after:  entry0
