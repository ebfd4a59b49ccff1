;;! test = "lift"
;; Code behind a return, nested constructs included, is skipped.
(module
  (func $f (param i32) (result i32)
    (return (local.get 0))
    (loop $l (br_if $l (i32.const 1)))
    (call $f)))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     return v0
;; }
