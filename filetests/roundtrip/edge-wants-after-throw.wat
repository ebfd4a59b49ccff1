;;! test = "roundtrip"
;; The first call's result is wanted at the second call, should it throw, and again at the end
;; of that block: the second result may not take its local.
(module
  (import "host" "call" (func $call (param i32) (result i32)))
  (func (export "f") (param i32 i32) (result i32)
    (local i32)
    try (result i32)
      i32.const 10
      call $call
      local.set 1
      i32.const 11
      if
        local.get 1
        local.set 2
        i32.const 12
        call $call
        local.set 1
      end
      i32.const 13
    catch_all
      i32.const 14
    end
    local.get 2
    i32.add
    local.get 1
    i32.add))
;; module: 107 -> 107 bytes
;; code: 39 -> 39 bytes
;; function 1: 39 -> 39 bytes, unchanged: the new body is not smaller
;; (module
;;   (type (;0;) (func (param i32) (result i32)))
;;   (type (;1;) (func (param i32 i32) (result i32)))
;;   (import "host" "call" (func $call (;0;) (type 0) (param i32) (result i32)))
;;   (export "f" (func 1))
;;   (func (;1;) (type 1) (param i32 i32) (result i32)
;;     (local i32)
;;     try (result i32) ;; label = @1
;;       i32.const 10
;;       call $call
;;       local.set 1
;;       i32.const 11
;;       if ;; label = @2
;;         local.get 1
;;         local.set 2
;;         i32.const 12
;;         call $call
;;         local.set 1
;;       end
;;       i32.const 13
;;     catch_all
;;       i32.const 14
;;     end
;;     local.get 2
;;     i32.add
;;     local.get 1
;;     i32.add
;;   )
;; )
