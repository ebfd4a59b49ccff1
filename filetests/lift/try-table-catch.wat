;;! test = "lift"
;; The handler's parameters are the tag's values; it jumps to the label of its clause.
(module
  (tag $t (param i32))
  (import "" "may_throw" (func $g (param i32) (result i32)))
  (func $f (param i32) (result i32)
    (block $caught (result i32)
      (try_table (result i32) (catch $t $caught)
        (call $g (local.get 0))))))
;; function %f(i32) -> i32 {
;; region0 = try_table, catch tag0 1 block1
;; block0(v0: i32):
;;     enter region0 block2, block1
;; block2 in region0:
;;     v1: i32 = call func0 v0 unwind block1
;;     br block4
;; block1(v2: i32):
;;     br block3(v2)
;; block4:
;;     br block3(v1)
;; block3(v3: i32):
;;     return v3
;; }
