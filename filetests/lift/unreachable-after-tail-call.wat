;;! test = "lift"
;; A tail call ends its block.
(module
  (func $f (param i32) (result i32)
    (return_call $f (local.get 0))
    (i32.const 3)))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     return_call func0 v0
;; }
