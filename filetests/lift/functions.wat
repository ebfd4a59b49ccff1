;;! test = "lift"
;; `function` picks one by name; imports count towards indices.
(module
  (import "" "a" (func))
  (func (result i32) (i32.const 1))
  (func $named (result i32) (i32.const 2))
  (func (export "x") (result i32) (call 1)))
;; function %func1() -> i32 {
;; block0:
;;     v0 = i32.const 1
;;     return v0
;; }
;;
;; function %named() -> i32 {
;; block0:
;;     v0 = i32.const 2
;;     return v0
;; }
;;
;; function %func3() -> i32 {
;; block0:
;;     v0: i32 = call func1
;;     return v0
;; }
