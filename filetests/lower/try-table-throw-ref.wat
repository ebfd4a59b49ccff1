;;! test = "lower"
;; An exception that is caught and thrown on.
(module
  (import "" "may_throw" (func $g))
  (func $f
    (block $caught (result exnref)
      (try_table (catch_all_ref $caught)
        (call $g))
      (return))
    (call $g)
    (throw_ref)))
;; %f: 17 -> 17 bytes
;; (func $f (;1;) (type 0)
;;   block (result exnref) ;; label = @1
;;     try_table (result exnref) (catch_all_ref 0 (;@1;)) ;; label = @2
;;       call $g
;;       return
;;     end
;;   end
;;   call $g
;;   throw_ref
;; )
