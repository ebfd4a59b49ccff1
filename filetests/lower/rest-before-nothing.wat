;;! test = "lower"
;; An operand rests across a branch behind which nothing is left to do: an arm that brings another
;; operand must not fall out of it.
(module
  (import "host" "call" (func $call (param i32) (result i32)))
  (func (export "f") (param i32) (result i32)
    (local i32)
    local.get 0
    call $call
    local.set 1
    i32.const 0
    if (result i32)
      local.get 1
      local.get 1
      local.get 1
      select
    else
      local.get 1
      if (result i32)
        local.get 1
      else
        local.get 1
      end
    end))
;; %func1: 33 -> 21 bytes
;; (func (;1;) (type 0) (param i32) (result i32)
;;   local.get 0
;;   call $call
;;   local.tee 0
;;   i32.const 0
;;   if ;; label = @1
;;     local.get 0
;;     local.get 0
;;     local.get 0
;;     select
;;     return
;;   end
;; )
