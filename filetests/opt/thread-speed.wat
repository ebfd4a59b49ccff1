;;! test = "opt -O3"
;; For speed, a branch is copied for the way that decides it.
(module (memory 1)
  (func (param i32 i32) (result i32)
    (local i32)
    local.get 0
    if
      local.get 1
      i32.load
      local.set 2
    end
    local.get 2
    if (result i32)
      local.get 1
      i32.load offset=8
    else
      i32.const 4
    end))
;; %func0: 29 -> 23 bytes
;; (func (;0;) (type 0) (param i32 i32) (result i32)
;;   local.get 0
;;   if ;; label = @1
;;     local.get 1
;;     i32.load
;;     i32.eqz
;;     br_if 0 (;@1;)
;;     local.get 1
;;     i32.load offset=8
;;     return
;;   end
;;   i32.const 4
;; )
