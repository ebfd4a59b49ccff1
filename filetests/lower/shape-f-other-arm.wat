;;! test = "lower"
;; Rule f, other arm: the condition is turned round.
(module
  (import "" "" (func $g (param i32)))
  (func $f (param i32 i32)
    (if (i32.lt_s (local.get 0) (local.get 1))
      (then (call $g (i32.const 1)))
      (else (call $g (i32.const 2)) (unreachable)))
    (call $g (i32.const 3))))
;; %f: 24 -> 23 bytes
;; (func $f (;1;) (type 1) (param i32 i32)
;;   local.get 0
;;   local.get 1
;;   i32.ge_s
;;   if ;; label = @1
;;     i32.const 2
;;     call $g
;;     unreachable
;;   end
;;   i32.const 1
;;   call $g
;;   i32.const 3
;;   call $g
;; )
