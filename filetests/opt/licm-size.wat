;;! test = "opt -Oz"
;; For size, it stays.
(module 
  (func (param i32 i32) (result i32)
    (local i32)
    loop
      local.get 2
      local.get 0
      local.get 1
      i32.mul
      i32.const 12
      i32.xor
      i32.add
      local.tee 2
      i32.const 1000
      i32.lt_u
      br_if 0
    end
    local.get 2))
;; %func0: 28 -> 28 bytes
;; (func (;0;) (type 0) (param i32 i32) (result i32)
;;   (local i32)
;;   loop (result i32) ;; label = @1
;;     local.get 2
;;     local.get 0
;;     local.get 1
;;     i32.mul
;;     i32.const 12
;;     i32.xor
;;     i32.add
;;     local.tee 2
;;     i32.const 1000
;;     i32.lt_u
;;     br_if 0 (;@1;)
;;     local.get 2
;;   end
;; )
