;;! test = "prove"
;;! solver = true
;; Floats are functions that nobody knows, but for their bits.
(module (func (export "f") (param f64) (result f64)
  local.get 0
  f64.const -0
  f64.add))

(module (func (export "f") (param f64) (result f64)
  local.get 0))
;; %0: unproved: results differ at 0x20 and 0x20, on a path from 0x0 and 0x0
;;   before: f64_add(entry0, -9223372036854775808)
;;   after:  entry0
