;;! test = "roundtrip"
;; Everything but code is copied: imports, tables, memories, globals, exports, start, segments.
(module
  (import "env" "f" (func $imported (param i32)))
  (import "env" "m" (memory 1))
  (table $t 2 4 funcref)
  (global $g (mut i64) (i64.const -1))
  (export "g" (global $g))
  (export "start" (func $start))
  (start $start)
  (elem (i32.const 0) $imported $start)
  (data (i32.const 8) "bytes")
  (tag $e (export "e") (param f32))
  (func $start (local i32)
    (call $imported (local.get 0))))
;; module: 168 -> 166 bytes
;; code: 8 -> 6 bytes
;; $start: 8 -> 6 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32)))
;;   (type (;1;) (func (param f32)))
;;   (type (;2;) (func))
;;   (import "env" "f" (func $imported (;0;) (type 0) (param i32)))
;;   (import "env" "m" (memory (;0;) 1))
;;   (table $t (;0;) 2 4 funcref)
;;   (tag $e (;0;) (type 1) (param f32))
;;   (global $g (;0;) (mut i64) i64.const -1)
;;   (export "g" (global $g))
;;   (export "start" (func $start))
;;   (export "e" (tag 0))
;;   (start $start)
;;   (elem (;0;) (i32.const 0) func $imported $start)
;;   (func $start (;1;) (type 2)
;;     i32.const 0
;;     call $imported
;;   )
;;   (data (;0;) (i32.const 8) "bytes")
;; )
