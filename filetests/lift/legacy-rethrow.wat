;;! test = "lift"
;; `rethrow` names the region in whose arm it stands, also from inside another.
(module
  (import "" "may_throw" (func $g))
  (func $f
    try $outer
      call $g
    catch_all
      try
        call $g
      catch_all
        rethrow $outer
      end
    end))
;; function %f() {
;; region0 = try, catch_all 0 block1
;; region1 = try, catch_all 0 block4
;; block0:
;;     enter region0 block2, block1
;; block2 in region0:
;;     call func0 unwind block1
;;     br block3
;; block1:
;;     enter region1 block5, block4
;; block5 in region1:
;;     call func0 unwind block4
;;     br block6
;; block4:
;;     rethrow region0
;; block6:
;;     br block3
;; block3:
;;     return
;; }
