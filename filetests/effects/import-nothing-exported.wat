;;! test = "effects"
;; A host that gets nothing can do nothing to the module.
(module
  (import "" "host" (func $host))
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func $f (global.set $g (i32.load (i32.const 0)))))
;; %host: reads heap; writes heap; may trap, throw, not end, leave, synchronise; varies
;; %f: reads mem0; writes global0; may trap
;; global0 is never read
