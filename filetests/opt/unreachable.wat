;;! test = "opt -O2"
;; Nothing is left behind a trap.
(module (memory 1)
  (func (param i32) (result i32)
    local.get 0
    if
      unreachable
      i32.const 8
      i32.const 9
      i32.store
    end
    local.get 0))
;; %func0: 17 -> 10 bytes
;; (func (;0;) (type 0) (param i32) (result i32)
;;   local.get 0
;;   if ;; label = @1
;;     unreachable
;;   end
;;   i32.const 0
;; )
