;;! test = "prove"
;;! map = "func 0 0, func 1 0"
;; Functions become one; the table that is read holds only one of them.
(module (table $t 2 2 funcref) (table $u 2 2 funcref) (elem (table $t) (i32.const 0) func $a $b)
  (elem (table $u) (i32.const 0) func $a $a) (func $a) (func $b)
  (func (export "f") (param i32) (result funcref)
    local.get 0 call_indirect $t local.get 0 table.get $u))

(module (table $t 2 2 funcref) (table $u 2 2 funcref) (elem (table $t) (i32.const 0) func $a $a)
  (elem (table $u) (i32.const 0) func $a $a) (func $a)
  (func (export "f") (param i32) (result funcref)
    local.get 0 call_indirect $t local.get 0 table.get $u))
;; %a: identical
;; %b (1 to 0): identical
;; %1 (2 to 1): identical
