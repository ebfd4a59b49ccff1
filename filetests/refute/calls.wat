;;! test = "refute"
;; The host sees other arguments: calls up to there are shown with what they gave.
(module (import "env" "log" (func $log (param i32) (result i32)))
  (func $f (export "f") (param i32)
    local.get 0
    call $log
    call $log
    drop))

(module (import "env" "log" (func $log (param i32) (result i32)))
  (func $f (export "f") (param i32)
    local.get 0
    call $log
    i32.const 1
    i32.add
    call $log
    drop))
;; %f: refuted: operands differ at 0x35 and 0x38, on a path from 0x0 and 0x0
;;   before: e16777217.0
;;   after:  Add(W32)(e16777217.0, 1)
;;   f(i32 1)
;;   calls env.log(i32 1) = i32 -75686803
;;   before: calls env.log(i32 -75686803)
;;   after:  calls env.log(i32 -75686802)
