;;! test = "lift"
;; What stands behind a branch is never reached and never looked at.
(module
  (func $f (result i32)
    (block $b (result i32)
      (br $b (i32.const 1))
      (i32.add)
      (if (result i32) (then (i32.const 2)) (else (br $b (i32.const 3))))
      (drop))))
;; function %f() -> i32 {
;; block0:
;;     v0 = i32.const 1
;;     return v0
;; }
