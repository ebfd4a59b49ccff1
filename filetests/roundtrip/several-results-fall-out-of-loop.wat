;;! test = "roundtrip"
;; Several results leave a loop, and the function, by falling off its end: the type they need
;; exists, so the loop has it, and what follows the loop is reached.
(module
  (type $several (func (result i32 f64)))
  (import "host" "again" (func $again (result i32)))
  (func (export "f") (type $several)
    loop (type $several)
      call $again
      br_if 0
      i32.const 1
      f64.const 2
    end))
