;;! test = "opt -Oz"
;; For size, both arms share what they end with.
(module (memory 1)
  (func (param i32 i32 i32)
    local.get 2
    if
      local.get 1
      i32.const 1
      i32.store
      local.get 1
      local.get 0
      i32.store offset=4
      local.get 1
      local.get 0
      i32.store offset=8
    else
      local.get 1
      i32.const 2
      i32.store
      local.get 1
      local.get 0
      i32.store offset=4
      local.get 1
      local.get 0
      i32.store offset=8
    end))
;; %func0: 50 -> 36 bytes
;; (func (;0;) (type 0) (param i32 i32 i32)
;;   local.get 2
;;   if ;; label = @1
;;     local.get 1
;;     i32.const 1
;;     i32.store
;;   else
;;     local.get 1
;;     i32.const 2
;;     i32.store
;;   end
;;   local.get 1
;;   local.get 0
;;   i32.store offset=4
;;   local.get 1
;;   local.get 0
;;   i32.store offset=8
;; )
