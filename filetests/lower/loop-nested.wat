;;! test = "lower"
;; Two loops, two labels.
(module
  (import "" "" (func $g (param i32) (result i32)))
  (func $f (param i32)
    (loop $outer
      (loop $inner
        (br_if $inner (call $g (i32.const 1))))
      (br_if $outer (call $g (i32.const 2))))))
;; %f: 20 -> 20 bytes
;; (func $f (;1;) (type 1) (param i32)
;;   loop ;; label = @1
;;     loop ;; label = @2
;;       i32.const 1
;;       call $g
;;       br_if 0 (;@2;)
;;       i32.const 2
;;       call $g
;;       br_if 1 (;@1;)
;;     end
;;   end
;; )
