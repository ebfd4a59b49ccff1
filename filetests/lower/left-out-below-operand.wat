;;! test = "lower"
;; A branch with an operand, which the other side forgets; there a block that writes nothing returns
;; what rests below. The check of the lowering once took the forgotten operand for it.
(module
  (func $f (param i32 i64) (result i32)
    (local i32 i32)
    local.get 0
    i64.const 0
    call $f
    local.set 0
    local.get 2
    if (result i64)
      i64.const 0
    else
      local.get 0
      if (result i64)
        local.get 1
      else
        local.get 1
      end
      drop
      local.get 0
      local.set 3
      local.get 1
    end
    drop
    local.get 3))
;; %f: 40 -> 15 bytes
;; (func $f (;0;) (type 0) (param i32 i64) (result i32)
;;   local.get 0
;;   i64.const 0
;;   call $f
;;   i32.const 0
;;   i32.const 0
;;   br_if 0
;;   drop
;; )
