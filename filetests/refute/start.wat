;;! test = "refute"
;; Functions are the same, but instantiation leaves other bytes.
(module (memory (export "m") 1) (func $s i32.const 0 i32.const 1 i32.store) (start $s))

(module (memory (export "m") 1) (func $s i32.const 0 i32.const 1 i32.store))
;; refuted: instantiation
;;   before: leaves 01 00 00 00 00 00 00 00 at 0x0 in memory 0
;;   after:  leaves 00 00 00 00 00 00 00 00 at 0x0 in memory 0
;; declarations: the start function differs
;; %s: identical
