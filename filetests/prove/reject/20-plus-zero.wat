;;! test = "prove"
;; x + 0.0 is not x.
(module (memory 1)
  (func (export "f") (param f64) (result f64)
    local.get 0
    f64.const 0
    f64.add))

(module (memory 1)
  (func (export "f") (param f64) (result f64)
    local.get 0))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: f64_add(entry0, 0)
;;   after:  entry0
