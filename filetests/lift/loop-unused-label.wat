;;! test = "lift"
;; A loop nobody branches back to is straight code.
(module
  (func $f (param i32) (result i32)
    (loop
      (local.set 0 (i32.eqz (local.get 0))))
    (local.get 0)))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v1 = i32.eqz v0
;;     return v1
;; }
