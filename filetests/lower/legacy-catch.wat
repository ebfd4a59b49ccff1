;;! test = "lower"
;; Legacy arms follow the body; the payload is on the stack.
(module
  (tag $t (param i32))
  (import "" "may_throw" (func $g))
  (func $f (param i32) (result i32)
    try (result i32)
      call $g
      i32.const 1
    catch $t
      local.get 0
      i32.add
    catch_all
      i32.const 3
    end))
;; %f: 17 -> 19 bytes
;; (func $f (;1;) (type 2) (param i32) (result i32)
;;   (local i32)
;;   try (result i32) ;; label = @1
;;     call $g
;;     i32.const 1
;;   catch $t
;;     local.get 0
;;     i32.add
;;   catch_all
;;     i32.const 3
;;   end
;; )
