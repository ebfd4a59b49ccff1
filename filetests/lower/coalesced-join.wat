;;! test = "lower"
;; Both arms write the local the join reads.
(module
  (import "" "" (func $g (param i32) (result i32)))
  (func $f (param i32) (result i32)
    (if (local.get 0)
      (then (local.set 0 (call $g (i32.const 1))))
      (else (local.set 0 (call $g (i32.const 2)))))
    (drop (call $g (local.get 0)))
    (local.get 0)))
;; %f: 27 -> 23 bytes
;; (func $f (;1;) (type 0) (param i32) (result i32)
;;   local.get 0
;;   if (result i32) ;; label = @1
;;     i32.const 1
;;     call $g
;;   else
;;     i32.const 2
;;     call $g
;;   end
;;   local.tee 0
;;   call $g
;;   drop
;;   local.get 0
;; )
