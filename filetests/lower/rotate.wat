;;! test = "lower"
;; Three locals that move round on the edge back.
(module
  (func $f (param $a i32) (param $b i32) (param $c i32) (result i32) (local $t i32)
    (loop $l
      (local.set $t (local.get $a))
      (local.set $a (local.get $b))
      (local.set $b (local.get $c))
      (local.set $c (local.get $t))
      (br_if $l (i32.lt_s (local.get $a) (local.get $b))))
    (local.get $c)))
;; %f: 32 -> 29 bytes
;; (func $f (;0;) (type 0) (param $a i32) (param $b i32) (param $c i32) (result i32)
;;   loop (result i32) ;; label = @1
;;     local.get $b
;;     local.get $c
;;     i32.lt_s
;;     if ;; label = @2
;;       local.get $b
;;       local.get $c
;;       local.get $a
;;       local.set $c
;;       local.set $b
;;       local.set $a
;;       br 1 (;@1;)
;;     end
;;     local.get $a
;;   end
;; )
