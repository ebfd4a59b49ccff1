;;! test = "lift"
;; The branch is taken when the cast fails.
(module
  (func $f (param anyref) (result i32)
    (block $other (result (ref any))
      (return (ref.is_null (br_on_cast_fail $other anyref i31ref (local.get 0)))))
    (drop)
    (i32.const 2)))
;; function %f(anyref) -> i32 {
;; block0(v0: anyref):
;;     v1: (ref any), v2: i31ref = br_on_cast_fail anyref i31ref v0, block1, block2(v2)
;; block2(v3: i31ref):
;;     v4: i32 = ref.is_null v3
;;     br block3(v4)
;; block1:
;;     v6 = i32.const 2
;;     br block3(v6)
;; block3(v7: i32):
;;     return v7
;; }
