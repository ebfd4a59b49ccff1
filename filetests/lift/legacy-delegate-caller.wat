;;! test = "lift"
;; Delegating to the function's label means to its caller.
(module
  (import "" "may_throw" (func $g))
  (func $f
    try
      try
        call $g
      delegate 1
    catch_all
    end))
;; function %f() {
;; region0 = try, catch_all 0 block1
;; region1 = try, delegate caller
;; block0:
;;     br block2
;; block2:
;;     enter region1 block3
;; block3 in region1:
;;     call func0
;;     br block4
;; block4:
;;     br block5
;; block5:
;;     return
;; }
