;;! test = "lower"
;; A loop inside a loop starts again from zero: now it must be written.
(module
  (func $f (param $n i32) (param $m i32) (result i32) (local $i i32) (local $sum i32)
    (loop $outer
      (local.set $i (i32.const 0))
      (loop $inner
        (local.set $sum (i32.add (local.get $sum) (local.get $i)))
        (br_if $inner (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $m))))
      (br_if $outer (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
;; %f: 44 -> 44 bytes
;; (func $f (;0;) (type 0) (param $n i32) (param $m i32) (result i32)
;;   (local i32 i32)
;;   loop (result i32) ;; label = @1
;;     i32.const 0
;;     local.set 2
;;     loop (result i32) ;; label = @2
;;       local.get 3
;;       local.get 2
;;       i32.add
;;       local.set 3
;;       local.get 2
;;       i32.const 1
;;       i32.add
;;       local.tee 2
;;       local.get $m
;;       i32.lt_u
;;       br_if 0 (;@2;)
;;       local.get $n
;;       i32.const 1
;;       i32.sub
;;       local.tee $n
;;       br_if 1 (;@1;)
;;       local.get 3
;;     end
;;   end
;; )
