;;! test = "lower"
;; `continue` from the middle: two branches to one header.
(module
  (import "" "" (func $g (param i32) (result i32)))
  (func $f
    (loop $l
      (br_if $l (call $g (i32.const 1)))
      (br_if $l (call $g (i32.const 2)))
      (drop (call $g (i32.const 3))))))
;; %f: 22 -> 22 bytes
;; (func $f (;1;) (type 1)
;;   loop ;; label = @1
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
;; )
