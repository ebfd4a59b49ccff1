;;! test = "opt -Os"
;; A table with one entry is a comparison.
(module 
  (func (param i32) (result i32)
    block
      block
        local.get 0
        br_table 0 1
      end
      i32.const 3
      return
    end
    i32.const 4))
;; %func0: 19 -> 8 bytes
;; (func (;0;) (type 0) (param i32) (result i32)
;;   i32.const 4
;;   local.get 0
;;   i32.eqz
;;   i32.sub
;; )
