;;! test = "lower"
;; Rule f: an arm that does not end at the join makes `else` superfluous.
(module
  (import "" "" (func $g (param i32)))
  (func $f (param i32)
    (if (local.get 0)
      (then (call $g (i32.const 1)) (unreachable))
      (else (call $g (i32.const 2))))
    (call $g (i32.const 3))))
;; %f: 21 -> 20 bytes
;; (func $f (;1;) (type 0) (param i32)
;;   local.get 0
;;   if ;; label = @1
;;     i32.const 1
;;     call $g
;;     unreachable
;;   end
;;   i32.const 2
;;   call $g
;;   i32.const 3
;;   call $g
;; )
