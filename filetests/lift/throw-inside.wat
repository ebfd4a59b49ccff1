;;! test = "lift"
;; A throw inside a region has edges like a call.
(module
  (tag $t (param i32))
  (func $f (param i32) (result i32)
    (block $caught (result i32)
      (try_table (catch $t $caught)
        (throw $t (i32.add (local.get 0) (i32.const 1))))
      (unreachable))))
;; function %f(i32) -> i32 {
;; region0 = try_table, catch tag0 1 block1
;; block0(v0: i32):
;;     enter region0 block2, block1
;; block2 in region0:
;;     v1 = i32.const 1
;;     v2 = i32.add v0, v1
;;     throw tag0 v2 unwind block1
;; block1(v3: i32):
;;     return v3
;; }
