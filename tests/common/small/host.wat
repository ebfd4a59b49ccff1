;; A loop that calls out, with state that the host can see at each call.
(module
  (import "host" "step" (func $step (param i32 i64) (result i32)))
  (memory (export "memory") 1)
  (global $count (export "count") (mut i32) (i32.const 0))
  (func (export "run") (param $n i32) (result i32)
    (local $sum i32) (local $i i32)
    (if (i32.gt_u (local.get $n) (i32.const 50)) (then (return (i32.const -1))))
    (loop $next
      (if (i32.lt_u (local.get $i) (local.get $n))
        (then
          (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $sum))
          (local.set $sum
            (i32.add
              (local.get $sum)
              (call $step (local.get $i) (i64.extend_i32_u (local.get $sum)))))
          (global.set $count (i32.add (global.get $count) (i32.const 1)))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next))))
    (local.get $sum)))
