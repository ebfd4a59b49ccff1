;;! test = "lower"
;; Rule j: a block whose label is used once, by a `br_if` in it, is a negated `if`.
(module
  (import "" "" (func $g (param i32)))
  (func $f (param i32 i32)
    (block $b
      (call $g (i32.const 1))
      (br_if $b (i32.lt_u (local.get 0) (local.get 1)))
      (call $g (i32.const 2)))
    (call $g (i32.const 3))))
;; %f: 24 -> 22 bytes
;; (func $f (;1;) (type 1) (param i32 i32)
;;   i32.const 1
;;   call $g
;;   local.get 0
;;   local.get 1
;;   i32.ge_u
;;   if ;; label = @1
;;     i32.const 2
;;     call $g
;;   end
;;   i32.const 3
;;   call $g
;; )
