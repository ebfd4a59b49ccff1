;;! test = "gvn"
;;! function = "f"
;; Each call makes another struct.
(module
  (type $s (struct (field (mut i32))))
  (func $make (param i32) (result (ref $s)) (struct.new $s (local.get 0)))
  (func $f (param i32) (result i32)
    (ref.eq (call $make (local.get 0)) (call $make (local.get 0)))))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     v1: (ref type0) = call func0 v0
;;     v2: (ref type0) = call func0 v0
;;     v3: i32 = ref.eq v1, v2
;;     return v3
;; }
