;;! test = "lift"
;; A call behind the delegating construct is outside its region: the inner arm sees it.
(module
  (import "" "may_throw" (func $g (param i32)))
  (func $f
    try $outer
      try
        try
          (call $g (i32.const 1))
        delegate $outer
        (call $g (i32.const 2))
      catch_all
        (call $g (i32.const 3))
      end
    catch_all
      (call $g (i32.const 4))
    end))
;; function %f() {
;; region0 = try, catch_all 0 block1
;; region1 = try in region0, catch_all 0 block3
;; region2 = try in region1, delegate region0
;; block0:
;;     enter region0 block2, block1
;; block2 in region0:
;;     enter region1 block4, block3
;; block4 in region1:
;;     enter region2 block5
;; block5 in region2:
;;     v0 = i32.const 1
;;     call func0 v0 unwind block1
;;     br block6
;; block6 in region1:
;;     v1 = i32.const 2
;;     call func0 v1 unwind block3
;;     br block7
;; block3 in region0:
;;     v2 = i32.const 3
;;     call func0 v2 unwind block1
;;     br block7
;; block7 in region0:
;;     br block8
;; block1:
;;     v3 = i32.const 4
;;     call func0 v3
;;     br block8
;; block8:
;;     return
;; }
