;; All of the old exception instructions. No engine of the tests runs them: they are lifted,
;; lowered, checked and validated.
(module
  (import "host" "call" (func $call (param i32) (result i32)))
  (tag $a (param i32))
  (tag $b (param i64 f32))
  (func (export "catch") (param i32) (result i32)
    (local $x i32)
    try (result i32)
      (local.set $x (call $call (local.get 0)))
      (throw $a (local.get $x))
    catch $a
      (i32.add (local.get $x))
    catch $b
      drop
      drop
      (local.get 0)
    catch_all
      (local.get $x)
    end)
  (func (export "rethrow") (param i32)
    try $outer
      (drop (call $call (local.get 0)))
    catch $a
      i32.eqz
      if
        rethrow $outer
      end
    catch_all
      try
        (drop (call $call (i32.const 1)))
      catch_all
        rethrow $outer
      end
    end)
  (func (export "delegate") (param i32) (result i32)
    (local $i i32)
    try $outer (result i32)
      loop $again
        try
          (local.set $i (call $call (local.get $i)))
          (br_if $again (local.get $i))
        delegate $outer
      end
      local.get $i
    catch $a
    catch $b
      drop
      i32.wrap_i64
    end))
