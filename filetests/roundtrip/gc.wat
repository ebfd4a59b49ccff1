;;! test = "roundtrip"
;; Garbage collection end to end: a linked list, walked.
(module
  (type $list (struct (field i32) (field (ref null $list))))
  (func $sum (export "sum") (param $l (ref null $list)) (result i32) (local $acc i32)
    (block $done
      (loop $next
        (br_if $done (ref.is_null (local.get $l)))
        (local.set $acc (i32.add (local.get $acc) (struct.get $list 0 (local.get $l))))
        (local.set $l (struct.get $list 1 (local.get $l)))
        (br $next)))
    (local.get $acc)))
;; module: 133 -> 112 bytes
;; code: 38 -> 36 bytes
;; $sum: 38 -> 36 bytes, optimised
;; (module
;;   (type $list (;0;) (struct (field i32) (field (ref null $list))))
;;   (type (;1;) (func (param (ref null $list)) (result i32)))
;;   (export "sum" (func $sum))
;;   (func $sum (;0;) (type 1) (param $l (ref null $list)) (result i32)
;;     (local i32)
;;     loop (result i32) ;; label = @1
;;       local.get 1
;;       local.get $l
;;       ref.is_null
;;       br_if 1
;;       drop
;;       local.get 1
;;       local.get $l
;;       struct.get $list 0
;;       i32.add
;;       local.set 1
;;       local.get $l
;;       struct.get $list 1
;;       local.set $l
;;       br 0 (;@1;)
;;     end
;;   )
;; )
