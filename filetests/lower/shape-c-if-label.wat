;;! test = "lower"
;; Rule c: a block around nothing but an `if` is the `if`'s own label.
(module
  (import "" "" (func $g (param i32) (result i32)))
  (func $f (param i32)
    (block $b
      (if (local.get 0)
        (then
          (br_if $b (call $g (i32.const 1)))
          (drop (call $g (i32.const 2))))
        (else
          (drop (call $g (i32.const 3))))))
    (drop (call $g (i32.const 4)))))
;; %f: 32 -> 29 bytes
;; (func $f (;1;) (type 1) (param i32)
;;   local.get 0
;;   if ;; label = @1
;;     i32.const 1
;;     call $g
;;     br_if 0 (;@1;)
;;     i32.const 2
;;     call $g
;;     drop
;;   else
;;     i32.const 3
;;     call $g
;;     drop
;;   end
;;   i32.const 4
;;   call $g
;;   drop
;; )
