;;! test = "lower"
;; Rule h: an `if` at the end of a block that is named anyway is a negated `br_if`, when the
;; comparison turns round for nothing.
(module
  (import "" "" (func $g (param i32) (result i32)))
  (func $f (param i32 i32)
    (block $b
      (loop $l
        (br_if $b (call $g (i32.const 1)))
        (br_if $l (call $g (i32.const 2))))
      (if (i32.eq (local.get 0) (local.get 1))
        (then (drop (call $g (i32.const 3))))))
    (drop (call $g (i32.const 4)))))
;; %f: 38 -> 37 bytes
;; (func $f (;1;) (type 1) (param i32 i32)
;;   block ;; label = @1
;;     loop ;; label = @2
;;       i32.const 1
;;       call $g
;;       br_if 1 (;@1;)
;;       i32.const 2
;;       call $g
;;       br_if 0 (;@2;)
;;       local.get 0
;;       local.get 1
;;       i32.ne
;;       br_if 1 (;@1;)
;;       i32.const 3
;;       call $g
;;       drop
;;     end
;;   end
;;   i32.const 4
;;   call $g
;;   drop
;; )
