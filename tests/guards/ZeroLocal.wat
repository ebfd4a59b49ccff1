;; The parameter's local does not start as zero.
(module
  (func (export "f") (param f64 f64) (result f64)
    (f64.add (f64.mul (local.get 1) (f64.const 0))
      (f64.div (f64.const 0) (f64.add (local.get 1) (f64.const 0))))))
