;;! test = "lower"
;; A block's result whose neighbour to the left is computed before it.
(module
  (import "" "" (func $g (param i32) (result i32)))
  (memory 1)
  (func $f (param i32 i32)
    (i32.store (local.get 1)
      (block $b (result i32)
        (br_if $b (i32.const 5) (local.get 0))
        (drop)
        (call $g (local.get 1))))))
;; %f: 21 -> 27 bytes
;; (func $f (;1;) (type 1) (param i32 i32)
;;   (local i32)
;;   i32.const 5
;;   local.set 2
;;   local.get 0
;;   i32.eqz
;;   if ;; label = @1
;;     local.get 1
;;     call $g
;;     local.set 2
;;   end
;;   local.get 1
;;   local.get 2
;;   i32.store
;; )
