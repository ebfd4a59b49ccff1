;;! test = "prove"
;; The byte may be less than what is taken from it.
(module (memory 1)
  (func (export "f") (param i32) (result i32) (local i32)
    local.get 0
    i32.load8_u
    local.tee 1
    i32.const 207
    i32.add
    i32.const 255
    i32.and
    i32.const 255
    i32.ge_u
    if
    unreachable
    end
    local.get 1
    i32.const 48
    i32.sub
    i32.const 255
    i32.and))

(module (memory 1)
  (func (export "f") (param i32) (result i32) (local i32)
    local.get 0
    i32.load8_u
    local.tee 1
    i32.const 207
    i32.add
    i32.const 255
    i32.and
    i32.const 255
    i32.ge_u
    if
    unreachable
    end
    local.get 1
    i32.const 48
    i32.sub))
;; %0: unproved: results differ at 0x27 and 0x27, on a path from 0x0 and 0x0
;;   before: And(W32)(Add(W32)(load8+0(entry20000000003, entry0), 208), 255)
;;   after:  Add(W32)(load8+0(entry20000000003, entry0), -48)
