;;! test = "lower"
;; Two locals that change places on the edge back: read both, write both, no third slot.
(module
  (func $f (param $a i32) (param $b i32) (param $n i32) (result i32) (local $t i32)
    (loop $l
      (local.set $t (local.get $a))
      (local.set $a (local.get $b))
      (local.set $b (local.get $t))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.sub (local.get $a) (local.get $b))))
;; %f: 33 -> 30 bytes
;; (func $f (;0;) (type 0) (param $a i32) (param $b i32) (param $n i32) (result i32)
;;   loop (result i32) ;; label = @1
;;     local.get $n
;;     i32.const 1
;;     i32.sub
;;     local.tee $n
;;     if ;; label = @2
;;       local.get $b
;;       local.get $a
;;       local.set $b
;;       local.set $a
;;       br 1 (;@1;)
;;     end
;;     local.get $b
;;     local.get $a
;;     i32.sub
;;   end
;; )
