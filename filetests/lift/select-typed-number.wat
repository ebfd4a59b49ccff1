;;! test = "lift"
;; The annotation of a select between numbers says nothing and is dropped.
(module
  (func $f (param i32 f32 f32) (result f32)
    (select (result f32) (local.get 1) (local.get 2) (local.get 0))))
;; function %f(i32, f32, f32) -> f32 {
;; block0(v0: i32, v1: f32, v2: f32):
;;     v3: f32 = select v1, v2, v0
;;     return v3
;; }
