;;! test = "lower"
;; An `if` whose first arm is empty is turned round; the comparison does it for nothing.
(module
  (import "" "" (func $g (param i32)))
  (func $f (param i32 i32)
    (if (i32.eq (local.get 0) (local.get 1))
      (then)
      (else (call $g (i32.const 1))))
    (call $g (i32.const 2))))
;; %f: 19 -> 18 bytes
;; (func $f (;1;) (type 1) (param i32 i32)
;;   local.get 0
;;   local.get 1
;;   i32.ne
;;   if ;; label = @1
;;     i32.const 1
;;     call $g
;;   end
;;   i32.const 2
;;   call $g
;; )
