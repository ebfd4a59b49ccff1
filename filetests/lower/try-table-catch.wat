;;! test = "lower"
;; The handler's label is a block around the region, typed by the payload.
(module
  (tag $t (param i32))
  (import "" "may_throw" (func $g (param i32) (result i32)))
  (func $f (param i32) (result i32)
    (block $caught (result i32)
      (try_table (result i32) (catch $t $caught)
        (call $g (local.get 0))))))
;; %f: 16 -> 17 bytes
;; (func $f (;1;) (type 1) (param i32) (result i32)
;;   block (result i32) ;; label = @1
;;     try_table (result i32) (catch $t 0 (;@1;)) ;; label = @2
;;       local.get 0
;;       call $g
;;       return
;;     end
;;   end
;; )
