;;! test = "opt -O3"
;; A load decides what an equal load is asked.
(module (memory 1) (global (export "g") (mut i32) (i32.const 0))
  (func (param i32 i32) (result i32)
    local.get 0
    i32.load
    if
      local.get 1
      global.set 0
    end
    local.get 0
    i32.load
    if (result i32)
      local.get 1
    else
      i32.const 4
    end))
;; %func0: 27 -> 19 bytes
;; (func (;0;) (type 0) (param i32 i32) (result i32)
;;   local.get 0
;;   i32.load
;;   if (result i32) ;; label = @1
;;     local.get 1
;;     global.set 0
;;     local.get 1
;;   else
;;     i32.const 4
;;   end
;; )
