;;! test = "prove"
;; The output multiplies on a path where the input does not; nobody sees the result.
(module
  (func (export "f") (param i32 f64 f64) (result f64)
    local.get 0
    if (result f64)
    local.get 1
    local.get 2
    f64.mul
    else
    local.get 2
    end))

(module
  (func (export "f") (param i32 f64 f64) (result f64)
    local.get 1
    local.get 2
    f64.mul
    local.get 2
    local.get 0
    select))
;; %0: proved
