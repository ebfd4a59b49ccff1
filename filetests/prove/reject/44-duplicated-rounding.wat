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
    local.get 0
    local.get 1
    f64.add
    local.get 0
    local.get 1
    f64.add
    f64.copysign))
;; %0: unproved: roundings differ at 0x28 and 0x26, on a path from 0x0 and 0x0
;;   before: return
;;   after:  f64_add(entry0, entry1)
