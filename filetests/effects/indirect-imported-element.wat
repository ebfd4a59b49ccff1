;;! test = "effects"
;; An imported global of the table's segment may be any function.
(module
  (import "" "f" (global $f funcref))
  (type $none (func))
  (table 4 funcref)
  (elem (i32.const 0) funcref (global.get $f))
  (func $calls (call_indirect (type $none) (i32.const 0))))
;; %calls: reads tables, heap; writes heap; may trap, throw, not end, leave, synchronise; varies
