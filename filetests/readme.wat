;;! test = "lower"
;;! function = "larger"
;; One arm rests on the stack under the condition, the other replaces it: no local, no `if`.
(module
  (func $larger (param i32 i32) (result i32)
    (local i32)
    local.get 0
    local.get 1
    i32.gt_s
    if
      local.get 0
      local.set 2
    else
      local.get 1
      local.set 2
    end
    local.get 2)

  (func $unseen))
;; %larger: 23 -> 14 bytes
;; (func $larger (;0;) (type 0) (param i32 i32) (result i32)
;;   local.get 1
;;   local.get 0
;;   local.get 1
;;   i32.le_s
;;   br_if 0
;;   drop
;;   local.get 0
;; )
