;;! test = "lower"
;; The same constant is passed on both ways, but from a local on one only: on the other way that
;; local holds something else, so that one copy after both would be wrong.
(module
  (func (export "f") (param i32 i32) (result i32)
    (local i32)
    local.get 0
    if
      i32.const -2147483648
      local.set 2
      local.get 1
      if (result i32)
        local.get 2
      else
        local.get 1
        local.get 0
        i32.eq
        local.set 2
        i32.const -2147483648
      end
      local.set 0
      local.get 2
      local.get 2
      i32.eq
      br_table 0 0 0 0
    end
    local.get 0))
;; %func0: 53 -> 58 bytes
;; (func (;0;) (type 0) (param i32 i32) (result i32)
;;   (local i32)
;;   local.get 0
;;   local.get 0
;;   i32.eqz
;;   br_if 0
;;   drop
;;   i32.const -2147483648
;;   local.set 2
;;   local.get 1
;;   if ;; label = @1
;;     local.get 2
;;     local.set 0
;;   else
;;     local.get 1
;;     local.get 0
;;     i32.eq
;;     local.set 2
;;     i32.const -2147483648
;;     local.set 0
;;   end
;;   block ;; label = @1
;;     local.get 2
;;     local.get 2
;;     i32.eq
;;     br_table 0 (;@1;)
;;   end
;;   local.get 0
;; )
