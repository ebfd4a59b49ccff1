;;! test = "refute"
;; The only argument that tells the two apart is a constant of the obligation.
(module (func $f (export "f") (param i64) (result i32)
    local.get 0
    i64.const 123456789012
    i64.eq))

(module (func $f (export "f") (param i64) (result i32)
    i32.const 0))
;; %f: refuted: results differ at 0x20 and 0x20, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  0
;;   f(i64 123456789012)
;;   before: gives i32 1
;;   after:  gives i32 0
