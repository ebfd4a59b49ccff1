;;! test = "lower"
;; A region inside a region, each with its handler.
(module
  (tag $t)
  (import "" "may_throw" (func $g (param i32)))
  (func $f
    (block $outer
      (try_table (catch_all $outer)
        (block $inner
          (try_table (catch $t $inner)
            (call $g (i32.const 1))))
        (call $g (i32.const 2))))
    (call $g (i32.const 3))))
;; %f: 33 -> 43 bytes
;; (func $f (;1;) (type 0)
;;   block ;; label = @1
;;     block ;; label = @2
;;       try_table (catch_all 0 (;@2;)) ;; label = @3
;;         block ;; label = @4
;;           block ;; label = @5
;;             try_table (catch $t 0 (;@5;)) ;; label = @6
;;               i32.const 1
;;               call $g
;;               br 2 (;@4;)
;;             end
;;           end
;;         end
;;         i32.const 2
;;         call $g
;;         br 2 (;@1;)
;;       end
;;     end
;;   end
;;   i32.const 3
;;   call $g
;; )
