;;! test = "lower"
;; The last construct of a function with a result takes its type: no `unreachable` behind it.
(module
  (func $f (param i32) (result i32)
    (if (local.get 0) (then (return (i32.const 1))) (else (return (i32.const 2))))
    (unreachable)))
;; %f: 15 -> 12 bytes
;; (func $f (;0;) (type 0) (param i32) (result i32)
;;   local.get 0
;;   if (result i32) ;; label = @1
;;     i32.const 1
;;   else
;;     i32.const 2
;;   end
;; )
