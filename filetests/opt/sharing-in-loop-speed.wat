;;! test = "opt -O3"
;; The loop computes what was computed before it: for speed, it reads a local.
(module (memory 1)
  (func (param i32 i32) (result i32)
    local.get 1
    local.get 0
    local.get 1
    i32.add
    i32.store offset=4
    loop
      local.get 1
      local.get 1
      local.get 0
      local.get 1
      i32.add
      i32.sub
      local.tee 1
      i32.store
      local.get 1
      br_if 0
    end
    local.get 1))
;; %func0: 36 -> 37 bytes
;; (func (;0;) (type 0) (param i32 i32) (result i32)
;;   local.get 1
;;   local.get 0
;;   local.get 1
;;   i32.add
;;   i32.store offset=4
;;   i32.const 0
;;   local.get 0
;;   i32.sub
;;   local.set 0
;;   loop (result i32) ;; label = @1
;;     local.get 1
;;     local.get 0
;;     i32.store
;;     local.get 0
;;     local.tee 1
;;     br_if 0 (;@1;)
;;     i32.const 0
;;   end
;; )
