;;! test = "roundtrip"
;; Function names and names of parameters stay; locals and labels of changed functions lose
;; theirs, those of unchanged functions keep them.
(module $module
  (func $changed (param $p i32) (result i32) (local $gone i32)
    (block $label
      (br_if $label (local.get $p))
      (local.set $gone (i32.const 5)))
    (local.get $gone))
  (func $unchanged (param $p i32) (result i64) (local $stays i64)
    (loop $label
      (local.set $stays (i64.add (local.get $stays) (i64.const 3)))
      (br_if $label (local.tee $p (i32.sub (local.get $p) (i32.const 1)))))
    (local.get $stays)))
;; module: 159 -> 138 bytes
;; code: 42 -> 36 bytes
;; $changed: 17 -> 11 bytes, optimised
;; $unchanged: 25 -> 25 bytes, unchanged: the new body is not smaller
;; (module $module
;;   (type (;0;) (func (param i32) (result i32)))
;;   (type (;1;) (func (param i32) (result i64)))
;;   (func $changed (;0;) (type 0) (param $p i32) (result i32)
;;     i32.const 0
;;     local.get $p
;;     br_if 0
;;     drop
;;     i32.const 5
;;   )
;;   (func $unchanged (;1;) (type 1) (param $p i32) (result i64)
;;     (local $stays i64)
;;     loop $label
;;       local.get $stays
;;       i64.const 3
;;       i64.add
;;       local.set $stays
;;       local.get $p
;;       i32.const 1
;;       i32.sub
;;       local.tee $p
;;       br_if $label
;;     end
;;     local.get $stays
;;   )
;; )
