;;! test = "lift"
;; An `if` inside skipped code belongs to it, `else` included.
(module
  (func $f (param i32) (result i32)
    (block $b
      (br $b)
      (if (local.get 0) (then (nop)) (else (local.set 0 (i32.const 1)))))
    (local.get 0)))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     return v0
;; }
