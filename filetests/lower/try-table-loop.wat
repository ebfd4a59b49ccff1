;;! test = "lower"
;; A region in a loop: the handler goes round again.
(module
  (import "" "may_throw" (func $g (param i32)))
  (func $f (param i32)
    (loop $again
      (try_table (catch_all $again)
        (call $g (local.tee 0 (i32.add (local.get 0) (i32.const 1))))))))
;; %f: 20 -> 26 bytes
;; (func $f (;1;) (type 0) (param i32)
;;   loop ;; label = @1
;;     block ;; label = @2
;;       try_table (catch_all 0 (;@2;)) ;; label = @3
;;         local.get 0
;;         i32.const 1
;;         i32.add
;;         local.tee 0
;;         call $g
;;         return
;;       end
;;     end
;;     br 0 (;@1;)
;;   end
;; )
