;;! test = "lift"
;; Locals and the operand stack are gone: `tee`, `drop` and copies leave no trace.
(module
  (func $f (param i32) (result i32) (local i32 i32)
    (local.set 1 (local.tee 2 (i32.add (local.get 0) (i32.const 1))))
    (drop (local.get 2))
    (nop)
    (i32.mul (local.get 1) (local.get 2))))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v1 = i32.const 1
;;     v2 = i32.add v0, v1
;;     v3 = i32.mul v2, v2
;;     return v3
;; }
