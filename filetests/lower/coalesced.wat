;;! test = "lower"
;; A loop's counter lives in one slot: parameter, header and next value are one class.
(module
  (func $f (param $n i32) (result i32) (local $p i32)
    (local.set $p (i32.const 1))
    (loop $l
      (local.set $p (i32.mul (local.get $p) (local.get $n)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $p)))
;; %f: 29 -> 29 bytes
;; (func $f (;0;) (type 0) (param $n i32) (result i32)
;;   (local i32)
;;   i32.const 1
;;   local.set 1
;;   loop (result i32) ;; label = @1
;;     local.get 1
;;     local.get $n
;;     i32.mul
;;     local.set 1
;;     local.get $n
;;     i32.const 1
;;     i32.sub
;;     local.tee $n
;;     br_if 0 (;@1;)
;;     local.get 1
;;   end
;; )
