;;! test = "lower"
;; Depths of `delegate` too.
(module
  (import "" "may_throw" (func $g (param i32)))
  (func $f
    try $outer
      try
        try
          (call $g (i32.const 1))
        delegate $outer
        (call $g (i32.const 2))
      catch_all
        (call $g (i32.const 3))
      end
    catch_all
      (call $g (i32.const 4))
    end))
