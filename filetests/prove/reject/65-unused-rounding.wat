;;! test = "prove"
;; The output multiplies twice and shows both.
(module
  (func (export "f") (param i32 f64 f64) (result f64)
    local.get 1
    local.get 2
    f64.mul
    local.tee 1
    local.get 1
    f64.copysign))

(module
  (func (export "f") (param i32 f64 f64) (result f64)
    local.get 1
    local.get 2
    f64.mul
    local.get 1
    local.get 2
    f64.mul
    f64.copysign))
;; %0: unproved: roundings differ at 0x22 and 0x22, on a path from 0x0 and 0x0
;;   before: return
;;   after:  f64_mul(entry1, entry2)
