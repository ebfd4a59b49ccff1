;;! test = "lower"
;; A zero that a loop starts from needs no code: locals start as zero.
(module
  (func $f (param $n i32) (result i32) (local $sum i32)
    (local.set $sum (i32.const 0))
    (loop $l
      (local.set $sum (i32.add (local.get $sum) (local.get $n)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
;; %f: 29 -> 25 bytes
;; (func $f (;0;) (type 0) (param $n i32) (result i32)
;;   (local i32)
;;   loop (result i32) ;; label = @1
;;     local.get 1
;;     local.get $n
;;     i32.add
;;     local.set 1
;;     local.get $n
;;     i32.const 1
;;     i32.sub
;;     local.tee $n
;;     br_if 0 (;@1;)
;;     local.get 1
;;   end
;; )
