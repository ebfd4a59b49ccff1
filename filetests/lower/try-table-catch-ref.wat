;;! test = "lower"
;; Two operands arrive at the handler's label: such functions keep their bodies.
(module
  (tag $t (param i32))
  (import "" "may_throw" (func $g))
  (func $f (result i32)
    (block $caught (result i32 exnref)
      (try_table (catch_ref $t $caught)
        (call $g))
      (return (i32.const 0)))
    (drop)))
;; %f: declined: unsupported: several operands at a join
