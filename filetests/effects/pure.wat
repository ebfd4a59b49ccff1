;;! test = "effects"
;; Arithmetic does nothing; a division may trap.
(module
  (func $add (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func $divide (param i32) (result i32) (i32.div_u (i32.const 7) (local.get 0)))
  (func $unreachable unreachable)
  (func $calls (result i32) (call $add (i32.const 1))))
;; %add: reads nothing; writes nothing; ends
;; %divide: reads nothing; writes nothing; may trap
;; %unreachable: reads nothing; writes nothing; may trap
;; %calls: reads nothing; writes nothing; ends
