;;! test = "lower"
;; The nesting of the source is not kept: blocks around blocks fold into what the graph needs.
(module
  (import "" "" (func $g (param i32)))
  (func $f (param i32 i32)
    (block $a
      (block $b
        (block $c
          (br_if $c (local.get 0))
          (call $g (i32.const 1))
          (br $a))
        (br_if $b (local.get 1))
        (call $g (i32.const 2))
        (br $a))
      (call $g (i32.const 3)))))
;; %f: 35 -> 26 bytes
;; (func $f (;1;) (type 1) (param i32 i32)
;;   local.get 0
;;   if ;; label = @1
;;     local.get 1
;;     if ;; label = @2
;;       i32.const 3
;;       call $g
;;     else
;;       i32.const 2
;;       call $g
;;     end
;;   else
;;     i32.const 1
;;     call $g
;;   end
;; )
