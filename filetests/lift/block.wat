;;! test = "lift"
;; A block nobody branches to is no block in SSA.
(module
  (func $f (param i32) (result i32)
    (block (result i32)
      (block (local.set 0 (i32.const 3)))
      (local.get 0))))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v1 = i32.const 3
;;     return v1
;; }
