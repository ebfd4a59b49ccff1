;;! test = "lift"
;; A throw ends its block.
(module
  (tag $t (param i32))
  (func $f (param i32) (result i32)
    (throw $t (local.get 0))
    (i32.const 3)))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     throw tag0 v0
;; }
