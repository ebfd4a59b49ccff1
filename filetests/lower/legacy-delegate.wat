;;! test = "lower"
;; Depths of `delegate` too.
(module
  (import "" "may_throw" (func $g (param i32)))
  (func $f
    try $outer
      try
        try
          (call $g (i32.const 1))
        delegate $outer
        (call $g (i32.const 2))
      catch_all
        (call $g (i32.const 3))
      end
    catch_all
      (call $g (i32.const 4))
    end))
;; %f: 30 -> 30 bytes
;; (func $f (;1;) (type 1)
;;   try ;; label = @1
;;     try ;; label = @2
;;       try ;; label = @3
;;         i32.const 1
;;         call $g
;;       delegate 1 (;@1;)
;;       i32.const 2
;;       call $g
;;     catch_all
;;       i32.const 3
;;       call $g
;;     end
;;   catch_all
;;     i32.const 4
;;     call $g
;;   end
;; )
