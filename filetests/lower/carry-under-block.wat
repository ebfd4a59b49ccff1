;;! test = "lower"
;; A block's result whose neighbour to the left is computed before it.
(module
  (memory 1)
  (import "" "" (func $g (param i32) (result i32)))
  (func $f (param i32 i32)
    (i32.store (local.get 1)
      (block $b (result i32)
        (br_if $b (i32.const 5) (local.get 0))
        (drop)
        (call $g (local.get 1))))))
