;;! test = "prove"
;; A store of a float is live.
(module (memory 1)
  (func (export "f") (param i32) (result f64)
    local.get 0
    f64.const 1.5
    f64.store
    local.get 0
    f64.load))

(module (memory 1)
  (func (export "f") (param i32) (result f64)
    local.get 0
    f64.const 1.5
    f64.store
    f64.const 1.5))
;; %0: proved
