;;! test = "effects"
;; What is put into the table may come from the host.
(module
  (type $none (func))
  (table 4 funcref)
  (func $put (param funcref) (table.set (i32.const 0) (local.get 0)))
  (func $calls (call_indirect (type $none) (i32.const 0))))
;; %put: reads nothing; writes tables; may trap
;; %calls: reads tables, heap; writes heap; may trap, throw, not end, leave, synchronise; varies
