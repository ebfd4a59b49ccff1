;;! test = "lower"
;; What the handler reads is in its local before anything throws.
(module
  (import "" "may_throw" (func $g))
  (func $f (param i32) (result i32)
    (block $caught
      (try_table (catch_all $caught)
        (local.set 0 (i32.const 1))
        (call $g)
        (local.set 0 (i32.const 2))
        (call $g)
        (local.set 0 (i32.const 3))))
    (local.get 0)))
;; %f: 29 -> 28 bytes
;; (func $f (;1;) (type 1) (param i32) (result i32)
;;   block ;; label = @1
;;     try_table (catch_all 0 (;@1;)) ;; label = @2
;;       i32.const 1
;;       local.set 0
;;       call $g
;;       i32.const 2
;;       local.set 0
;;       call $g
;;       i32.const 3
;;       return
;;     end
;;   end
;;   local.get 0
;; )
