;;! test = "prove"
;; Not less is not greater or equal: there are NaNs.
(module (memory 1)
  (func (export "f") (param f64 f64) (result i32)
    local.get 0
    local.get 1
    f64.lt
    i32.eqz))

(module (memory 1)
  (func (export "f") (param f64 f64) (result i32)
    local.get 0
    local.get 1
    f64.ge))
;; %0: unproved: results differ at 0x26 and 0x26, on a path from 0x0 and 0x0
;;   before: 0
;;   after:  1
