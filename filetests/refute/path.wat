;;! test = "refute"
;; The difference shows only on one path; the constant of its condition leads there.
(module (memory 1) (func $f (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 5000
    i32.lt_u
    if (result i32)
      local.get 1
    else
      local.get 0
      i32.const 5000
      i32.eq
      if (result i32)
        i32.const 3
      else
        i32.const 4
      end
    end))

(module (memory 1) (func $f (export "f") (param i32 i32) (result i32)
    local.get 0
    i32.const 5000
    i32.lt_u
    if (result i32)
      local.get 1
    else
      i32.const 4
    end))
;; %f: refuted: results differ at 0x26 and 0x26, on a path from 0x3e and 0x33
;;   before: v1.0
;;   after:  4
;;   f(i32 5000, i32 1)
;;   before: gives i32 3
;;   after:  gives i32 4
