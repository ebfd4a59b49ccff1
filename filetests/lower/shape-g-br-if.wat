;;! test = "lower"
;; Rule g: an `if` with nothing but a branch is a `br_if`.
(module
  (import "" "" (func $g (param i32)))
  (func $f (param i32 i32)
    (block $b
      (if (local.get 0) (then (br $b)))
      (call $g (i32.const 1))
      (if (local.get 1) (then (nop)) (else (br $b)))
      (call $g (i32.const 2)))
    (call $g (i32.const 3))))
;; %f: 33 -> 25 bytes
;; (func $f (;1;) (type 1) (param i32 i32)
;;   local.get 0
;;   i32.eqz
;;   if ;; label = @1
;;     i32.const 1
;;     call $g
;;     local.get 1
;;     if ;; label = @2
;;       i32.const 2
;;       call $g
;;     end
;;   end
;;   i32.const 3
;;   call $g
;; )
