;;! test = "lift"
;; A region in which nothing throws is none.
(module
  (func $f (param i32) (result i32)
    (block $caught
      (try_table (catch_all $caught)
        (local.set 0 (i32.eqz (local.get 0)))))
    (local.get 0)))
;; function %f(i32) -> i32 {
;; region0 = try_table, catch_all 0 block1
;; block0(v0: i32):
;;     br block2
;; block2:
;;     v1 = i32.eqz v0
;;     br block3
;; block3:
;;     return v1
;; }
