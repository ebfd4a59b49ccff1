;;! test = "lift"
;; Code behind a table is skipped; the join behind the block is reached by it.
(module
  (func $f (param i32) (result i32)
    (block $b
      (br_table $b $b (local.get 0))
      (local.set 0 (i32.const 99)))
    (local.get 0)))
;; function %f(i32) -> i32 {
;; block0(v0: i32):
;;     br_table v0, block1, block1
;; block1:
;;     return v0
;; }
