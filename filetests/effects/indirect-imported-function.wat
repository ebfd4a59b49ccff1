;;! test = "effects"
;; An imported function in the table.
(module
  (import "" "f" (func $f))
  (type $none (func))
  (table 4 funcref)
  (elem (i32.const 0) func $f)
  (func $calls (call_indirect (type $none) (i32.const 0))))
;; %f: reads heap; writes heap; may trap, throw, not end, leave, synchronise; varies
;; %calls: reads tables, heap; writes heap; may trap, throw, not end, leave, synchronise; varies
