;;! test = "lower"
;; The old value is used behind the new one's computation: a `tee` at the loop's top.
(module
  (memory 1)
  (func $copy (param $to i32) (param $from i32) (param $n i32) (local $next i32)
    (loop $l
      (local.set $next (i32.add (local.get $from) (i32.const 1)))
      (i32.store8 (local.get $to) (i32.load8_u (local.get $next)))
      (i32.store8 offset=1 (local.get $to) (i32.load8_u (local.get $from)))
      (local.set $from (local.get $next))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
;; %copy: 47 -> 43 bytes
;; (func $copy (;0;) (type 0) (param $to i32) (param $from i32) (param $n i32)
;;   (local i32)
;;   loop ;; label = @1
;;     local.get $to
;;     local.get $from
;;     local.tee 3
;;     i32.const 1
;;     i32.add
;;     local.tee $from
;;     i32.load8_u
;;     i32.store8
;;     local.get $to
;;     local.get 3
;;     i32.load8_u
;;     i32.store8 offset=1
;;     local.get $n
;;     i32.const 1
;;     i32.sub
;;     local.tee $n
;;     br_if 0 (;@1;)
;;   end
;; )
