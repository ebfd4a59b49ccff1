;;! test = "lift"
;; Legacy arms are blocks entered by exceptions; their values are the payload.
(module
  (tag $t (param i32))
  (import "" "may_throw" (func $g))
  (func $f (param i32) (result i32)
    try (result i32)
      call $g
      i32.const 1
    catch $t
      local.get 0
      i32.add
    catch_all
      i32.const 3
    end))
;; function %f(i32) -> i32 {
;; region0 = try, catch tag0 1 block1, catch_all 0 block2
;; block0(v0: i32):
;;     enter region0 block3, block1, block2
;; block3 in region0:
;;     call func0 unwind block1, block2
;;     v1 = i32.const 1
;;     br block4(v1)
;; block1(v2: i32):
;;     v3 = i32.add v2, v0
;;     br block4(v3)
;; block2:
;;     v4 = i32.const 3
;;     br block4(v4)
;; block4(v5: i32):
;;     return v5
;; }
