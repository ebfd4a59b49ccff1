;;! test = "lift"
;; A branch to an outer label takes its value along and drops what lies below it.
(module
  (func $f (param i32) (result i32)
    (block $b (result i32)
      (i32.const 1)
      (i32.const 2)
      (br $b (local.get 0)))))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v1 = i32.const 1
;;     v2 = i32.const 2
;;     return v0
;; }
