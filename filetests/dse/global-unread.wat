;;! test = "dse"
;;! function = "f"
;; Nobody ever asks for the first global; the second is exported, the third is read.
(module
  (global $unread (mut i32) (i32.const 0))
  (global $exported (export "g") (mut i32) (i32.const 0))
  (global $read (mut i32) (i32.const 0))
  (func $get (result i32) (global.get $read))
  (func $f (param i32)
    (global.set $unread (local.get 0))
    (global.set $exported (local.get 0))
    (global.set $read (local.get 0))))
;; function %f(i32) {
;; block0(v0: i32):
;;     global.set global1 v0
;;     global.set global2 v0
;;     return
;; }
