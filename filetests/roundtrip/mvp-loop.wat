;;! test = "roundtrip"
;; A loop over memory as a compiler without optimisation writes it: every value in a local.
(module
  (memory (export "memory") 1)
  (func $sum (export "sum") (param $p i32) (param $n i32) (result i32)
    (local $i i32) (local $acc i32) (local $addr i32) (local $v i32)
    (local.set $i (i32.const 0))
    (local.set $acc (i32.const 0))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (i32.lt_s (local.get $i) (local.get $n))))
        (local.set $addr (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 2))))
        (local.set $v (i32.load (local.get $addr)))
        (local.set $acc (i32.add (local.get $acc) (local.get $v)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (return (local.get $acc))))
;; module: 170 -> 120 bytes
;; code: 62 -> 43 bytes
;; $sum: 62 -> 43 bytes, optimised
;; (module
;;   (type (;0;) (func (param i32 i32) (result i32)))
;;   (memory (;0;) 1)
;;   (export "memory" (memory 0))
;;   (export "sum" (func $sum))
;;   (func $sum (;0;) (type 0) (param $p i32) (param $n i32) (result i32)
;;     (local i32 i32)
;;     loop (result i32) ;; label = @1
;;       local.get 3
;;       local.get 2
;;       local.get $n
;;       i32.lt_s
;;       i32.eqz
;;       br_if 1
;;       drop
;;       local.get 3
;;       local.get $p
;;       local.get 2
;;       i32.const 2
;;       i32.shl
;;       i32.add
;;       i32.load
;;       i32.add
;;       local.set 3
;;       local.get 2
;;       i32.const 1
;;       i32.add
;;       local.set 2
;;       br 0 (;@1;)
;;     end
;;   )
;; )
