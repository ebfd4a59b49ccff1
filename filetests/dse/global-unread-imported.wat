;;! test = "dse"
;;! function = "f"
;; Whoever has made an imported global may ask for it.
(module
  (import "" "g" (global $g (mut i32)))
  (func $f (param i32)
    (global.set $g (local.get 0))))
;; function %f(i32) {
;; block0(v0: i32):
;;     global.set global0 v0
;;     return
;; }
