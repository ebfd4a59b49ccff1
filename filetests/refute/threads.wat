;;! test = "refute"
;; What the interpreter does not know is said so.
(module (memory 1 1 shared) (func $f (export "f") (result i32)
    i32.const 1))

(module (memory 1 1 shared) (func $f (export "f") (result i32)
    i32.const 2))
;; not executed: threads must be enabled for shared memories (at offset 0x16)
;; %f: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: 1
;;   after:  2
