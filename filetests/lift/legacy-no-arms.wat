;;! test = "lift"
;; A `try` without arms is a block.
(module
  (import "" "may_throw" (func $g))
  (func $f
    try
      call $g
    end))
;; function %f() {
;; block0:
;;     call func0
;;     return
;; }
