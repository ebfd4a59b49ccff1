;;! test = "lift"
;; A local that nothing has written yet is its type's zero, one per type at the entry.
(module
  (func $f (result i32 i64 f32 f64 externref) (local i32 i32 i64 f32 f64 externref)
    (i32.add (local.get 0) (local.get 1))
    (local.get 2)
    (local.get 3)
    (local.get 4)
    (local.get 5)))
;; function %f() -> i32, i64, f32, f64, externref {
;; block0:
;;     v0 = i32.const 0
;;     v2 = i64.const 0
;;     v3 = f32.const 0.0
;;     v4 = f64.const 0.0
;;     v5: externref = ref.null extern
;;     v1 = i32.add v0, v0
;;     return v1, v2, v3, v4, v5
;; }
