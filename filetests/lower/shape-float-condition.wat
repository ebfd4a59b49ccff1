;;! test = "lower"
;; A float comparison has no opposite, since NaN is neither: negating it costs a byte.
(module
  (import "" "" (func $g))
  (func $f (param f64 f64)
    (block $b
      (br_if $b (f64.lt (local.get 0) (local.get 1)))
      (call $g))
    (call $g)))
;; %f: 16 -> 15 bytes
;; (func $f (;1;) (type 1) (param f64 f64)
;;   local.get 0
;;   local.get 1
;;   f64.lt
;;   i32.eqz
;;   if ;; label = @1
;;     call $g
;;   end
;;   call $g
;; )
