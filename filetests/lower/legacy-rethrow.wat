;;! test = "lower"
;; Depths of `rethrow` count the constructs that the lowering opens.
(module
  (import "" "may_throw" (func $g (param i32) (result i32)))
  (func $f
    try $outer
      i32.const 1
      call $g
      drop
    catch_all
      i32.const 2
      call $g
      if
        rethrow $outer
      end
    end))
;; %f: 20 -> 20 bytes
;; (func $f (;1;) (type 1)
;;   try ;; label = @1
;;     i32.const 1
;;     call $g
;;     drop
;;   catch_all
;;     i32.const 2
;;     call $g
;;     i32.eqz
;;     br_if 1
;;     rethrow 0 (;@1;)
;;   end
;; )
