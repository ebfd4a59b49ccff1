;;! test = "opt -O4"
;; For speed, the address of the store behind the loop does not rest on the stack inside it.
(module (memory 1)
  (func (param i32 i32)
    loop
      local.get 1
      i32.const 3
      i32.mul
      i32.const 7
      i32.rotl
      local.tee 1
      i32.const 1000
      i32.gt_u
      br_if 0
    end
    local.get 0
    local.get 1
    i32.const 5
    i32.xor
    i32.store))
;; %func0: 31 -> 31 bytes
;; (func (;0;) (type 0) (param i32 i32)
;;   loop ;; label = @1
;;     local.get 1
;;     i32.const 3
;;     i32.mul
;;     i32.const 7
;;     i32.rotl
;;     local.tee 1
;;     i32.const 1000
;;     i32.gt_u
;;     br_if 0 (;@1;)
;;     local.get 0
;;     local.get 1
;;     i32.const 5
;;     i32.xor
;;     i32.store
;;   end
;; )
