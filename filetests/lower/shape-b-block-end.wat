;;! test = "lower"
;; Rule b: a block that ends where another ends is the same label.
(module
  (import "" "" (func $g (param i32) (result i32)))
  (func $f (param i32)
    (block $outer
      (br_if $outer (call $g (i32.const 1)))
      (block $inner
        (br_if $inner (call $g (i32.const 2)))
        (drop (call $g (i32.const 3)))))
    (drop (call $g (i32.const 4)))))
;; %f: 30 -> 27 bytes
;; (func $f (;1;) (type 1) (param i32)
;;   block ;; label = @1
;;     i32.const 1
;;     call $g
;;     br_if 0 (;@1;)
;;     i32.const 2
;;     call $g
;;     br_if 0 (;@1;)
;;     i32.const 3
;;     call $g
;;     drop
;;   end
;;   i32.const 4
;;   call $g
;;   drop
;; )
