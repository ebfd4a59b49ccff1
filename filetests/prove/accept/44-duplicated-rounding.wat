;;! test = "prove"
;; An operator that may make a NaN is done twice.
(module (memory 1)
  (func (export "f") (param f64 f64) (result f64)
    (local f64)
    local.get 0
    local.get 1
    f64.add
    local.tee 2
    local.get 2
    f64.copysign))

(module (memory 1)
  (func (export "f") (param f64 f64) (result f64)
    (local f64)
    local.get 1
    local.get 0
    f64.add
    local.tee 2
    local.get 2
    f64.copysign))
;; %0: proved
