;;! test = "lower"
;; Rule a: a return at the end is falling off the end.
(module
  (import "" "" (func $g (param i32)))
  (func $f (param i32)
    (if (local.get 0)
      (then (call $g (i32.const 1)) (return))
      (else (call $g (i32.const 2)) (return)))))
;; %f: 18 -> 16 bytes
;; (func $f (;1;) (type 0) (param i32)
;;   local.get 0
;;   if ;; label = @1
;;     i32.const 1
;;     call $g
;;   else
;;     i32.const 2
;;     call $g
;;   end
;; )
