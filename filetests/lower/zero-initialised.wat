;;! test = "lower"
;; A zero that a loop starts from needs no code: locals start as zero.
(module
  (func $f (param $n i32) (result i32) (local $sum i32)
    (local.set $sum (i32.const 0))
    (loop $l
      (local.set $sum (i32.add (local.get $sum) (local.get $n)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
;; %f: 29 -> 27 bytes
;; (func $f (;0;) (type 0) (param $n i32) (result i32)
;;   (local i32)
;;   loop (result i32) ;; label = @1
;;     local.get 1
;;     local.get $n
;;     i32.add
;;     local.tee 1
;;     local.get $n
;;     i32.const 1
;;     i32.sub
;;     local.tee $n
;;     i32.eqz
;;     br_if 1
;;     drop
;;     br 0 (;@1;)
;;   end
;; )
