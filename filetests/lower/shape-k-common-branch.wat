;;! test = "lower"
;; A branch that ends both arms: here rule f comes first and each arm keeps its own.
(module
  (import "" "" (func $g (param i32) (result i32)))
  (func $f (param i32)
    (loop $l
      (if (call $g (i32.const 1))
        (then (drop (call $g (i32.const 2))) (br $l))
        (else (drop (call $g (i32.const 3))) (br $l))))))
;; %f: 27 -> 26 bytes
;; (func $f (;1;) (type 1) (param i32)
;;   loop ;; label = @1
;;     i32.const 1
;;     call $g
;;     if ;; label = @2
;;       i32.const 2
;;       call $g
;;       drop
;;       br 1 (;@1;)
;;     end
;;     i32.const 3
;;     call $g
;;     drop
;;     br 0 (;@1;)
;;   end
;; )
