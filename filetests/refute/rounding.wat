;;! test = "refute"
;; The bits of a NaN that an operator makes are open: no run says anything about them.
(module (func $f (export "f") (param f64) (result f64)
    local.get 0
    f64.const 0
    f64.mul
    f64.const 0
    f64.div))

(module (func $f (export "f") (param f64) (result f64)
    f64.const 0
    f64.const 0
    f64.div
    f64.neg))
;; %f: unproved: roundings differ at 0x20 and 0x20, on a path from 0x0 and 0x0
;;   before: return
;;   after:  f64_div(0, 0)
