;;! test = "lift"
;; A loop without a way out: nothing behind it is reached.
(module
  (func $f (param i32) (result i32)
    (loop $l (br $l))
    (i32.const 3)))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     br block1
;; block1:
;;     br block1
;; }
