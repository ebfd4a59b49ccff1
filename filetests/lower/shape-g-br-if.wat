;;! test = "lower"
;; Rule g: an `if` with nothing but a branch is a `br_if`.
(module
  (import "" "" (func $g (param i32)))
  (func $f (param i32 i32)
    (loop $l
      (call $g (i32.const 1))
      (if (local.get 0) (then (br $l)))
      (call $g (i32.const 2))
      (if (i32.ne (local.get 1) (local.get 0)) (then (nop)) (else (br $l)))
      (call $g (i32.const 3)))))
;; %f: 36 -> 28 bytes
;; (func $f (;1;) (type 1) (param i32 i32)
;;   loop ;; label = @1
;;     i32.const 1
;;     call $g
;;     local.get 0
;;     br_if 0 (;@1;)
;;     i32.const 2
;;     call $g
;;     local.get 1
;;     local.get 0
;;     i32.eq
;;     br_if 0 (;@1;)
;;     i32.const 3
;;     call $g
;;   end
;; )
