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
    local.get 1
    local.get 0
    f64.gt
    i32.eqz))
;; %0: proved
