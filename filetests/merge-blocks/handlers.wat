;;! test = "merge-blocks"
;; A handler that only jumps on stays, and so does the beginning of a region.
(module
  (tag $e (param i32))
  (func $f (import "m" "f"))
  (func $handlers (result i32)
    block $caught (result i32)
      try_table (catch $e $caught)
        call $f
      end
      i32.const 7
    end))
;; function %handlers() -> i32 {
;; region0 = try_table, catch tag0 1 block1
;; block0:
;;     enter region0 block2, block1
;; block2 in region0:
;;     call func0 unwind block1
;;     br block4
;; block1(v0: i32):
;;     br block3(v0)
;; block4:
;;     v1 = i32.const 7
;;     br block3(v1)
;; block3(v2: i32):
;;     return v2
;; }
