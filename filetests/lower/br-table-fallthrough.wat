;;! test = "lower"
;; A switch whose cases fall into each other nests one block per case.
(module
  (import "" "" (func $g (param i32)))
  (func $f (param i32)
    (block $default
      (block $two
        (block $one
          (block $zero
            (br_table $zero $one $two $default (local.get 0)))
          (call $g (i32.const 0)))
        (call $g (i32.const 1)))
      (call $g (i32.const 2)))
    (call $g (i32.const 3))))
;; %f: 38 -> 38 bytes
;; (func $f (;1;) (type 0) (param i32)
;;   block ;; label = @1
;;     block ;; label = @2
;;       block ;; label = @3
;;         block ;; label = @4
;;           local.get 0
;;           br_table 0 (;@4;) 1 (;@3;) 2 (;@2;) 3 (;@1;)
;;         end
;;         i32.const 0
;;         call $g
;;       end
;;       i32.const 1
;;       call $g
;;     end
;;     i32.const 2
;;     call $g
;;   end
;;   i32.const 3
;;   call $g
;; )
