;;! test = "lower"
;; Two operands arrive at the handler's label: the module has a block type for them.
(module
  (tag $t (param i32))
  (import "" "may_throw" (func $g))
  (func $f (result i32)
    (block $caught (result i32 exnref)
      (try_table (catch_ref $t $caught)
        (call $g))
      (return (i32.const 0)))
    (drop)))
;; %f: 18 -> 25 bytes
;; (func $f (;1;) (type 2) (result i32)
;;   (local i32)
;;   block ;; label = @1
;;     block (type 3) (result i32 exnref) ;; label = @2
;;       try_table (type 3) (result i32 exnref) (catch_ref $t 0 (;@2;)) ;; label = @3
;;         call $g
;;         br 2 (;@1;)
;;       end
;;     end
;;     drop
;;     return
;;   end
;;   i32.const 0
;; )
