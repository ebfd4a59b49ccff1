;;! test = "lower"
;; Rule e: an arm that leaves by falling makes the rest the other arm.
(module
  (import "" "" (func $g (param i32)))
  (func $f (param i32)
    (block $b
      (if (local.get 0)
        (then (call $g (i32.const 1)) (br $b)))
      (call $g (i32.const 2)))
    (call $g (i32.const 3))))
;; %f: 24 -> 20 bytes
;; (func $f (;1;) (type 0) (param i32)
;;   local.get 0
;;   if ;; label = @1
;;     i32.const 1
;;     call $g
;;   else
;;     i32.const 2
;;     call $g
;;   end
;;   i32.const 3
;;   call $g
;; )
