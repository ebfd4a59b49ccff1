;;! test = "malformed"
;; A body that does not validate: the error names the function.
(module
  (import "" "" (func))
  (func $fine)
  (func $wrong (result i32) (i64.const 1)))
;; error: at byte 0x28 in function 2 (wrong): type mismatch: expected i32, found i64
