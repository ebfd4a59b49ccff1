;;! test = "lower"
;; Rule d: a block or loop that nobody names is its content.
(module
  (import "" "" (func $g (param i32)))
  (func $f (param i32)
    (block
      (call $g (i32.const 1))
      (loop
        (call $g (i32.const 2)))
      (block (block (call $g (i32.const 3)))))))
;; %f: 26 -> 14 bytes
;; (func $f (;1;) (type 0) (param i32)
;;   i32.const 1
;;   call $g
;;   i32.const 2
;;   call $g
;;   i32.const 3
;;   call $g
;; )
