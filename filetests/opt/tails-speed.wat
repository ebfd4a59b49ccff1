;;! test = "opt -O3"
;; For speed, ends are not shared where that takes a jump.
(module (memory 1)
  (func (param i32 i32 i32) (result i32)
    block
      block
        block
          local.get 2
          br_table 0 1 2
        end
        local.get 1
        i32.const 1
        i32.store
        local.get 1
        local.get 0
        i32.store offset=4
        local.get 1
        return
      end
      local.get 1
      i32.const 2
      i32.store
      local.get 1
      local.get 0
      i32.store offset=4
      local.get 1
      return
    end
    i32.const 5))
;; %func0: 54 -> 54 bytes
;; (func (;0;) (type 0) (param i32 i32 i32) (result i32)
;;   block ;; label = @1
;;     block ;; label = @2
;;       block ;; label = @3
;;         local.get 2
;;         br_table 0 (;@3;) 1 (;@2;) 2 (;@1;)
;;       end
;;       local.get 1
;;       i32.const 1
;;       i32.store
;;       local.get 1
;;       local.get 0
;;       i32.store offset=4
;;       local.get 1
;;       return
;;     end
;;     local.get 1
;;     i32.const 2
;;     i32.store
;;     local.get 1
;;     local.get 0
;;     i32.store offset=4
;;     local.get 1
;;     return
;;   end
;;   i32.const 5
;; )
