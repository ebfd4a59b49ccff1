;;! test = "lift"
;;! function = "2"
;; A function can be picked by its index in the module.
(module
  (import "" "a" (func))
  (func (result i32) (i32.const 1))
  (func (result i32) (i32.const 2)))
;; function %func2() -> i32 {
;; block0:
;;     v0 = i32.const 2
;;     return v0
;; }
