;;! test = "lower"
;; A test against zero is turned round by leaving it out.
(module
  (import "" "" (func $g))
  (func $f (param i32)
    (block $b
      (br_if $b (i32.eqz (local.get 0)))
      (call $g))
    (call $g)))
;; %f: 14 -> 11 bytes
;; (func $f (;1;) (type 1) (param i32)
;;   local.get 0
;;   if ;; label = @1
;;     call $g
;;   end
;;   call $g
;; )
