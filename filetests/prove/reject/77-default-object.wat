;;! test = "prove"
;; Objects whose fields are all zero or null are made by default.
(module
  (type $s (struct (field (mut i32)) (field (mut (ref null any))))) (type $e (struct))
  (global $g (ref $e) (struct.new $e))
  (global $h (ref $s) (struct.new $s (i32.const 0) (ref.null any)))
  (func (export "f") (result (ref $s))
    global.get $g
    drop
    global.get $h
    drop
    i32.const 0
    ref.null any
    struct.new $s))

(module
  (type $s (struct (field (mut i32)) (field (mut (ref null any))))) (type $e (struct))
  (global $g (ref $e) (struct.new_default $e))
  (global $h (ref $s) (struct.new_default $s))
  (func (export "f") (result (ref $s))
    global.get $g
    drop
    global.get $h
    drop
    i32.const 1
    ref.null any
    struct.new $s))
;; %0: unproved: what comes next differ at 0x3d and 0x43, on a path from 0x0 and 0x0
;;   before: return
;;   after:  struct_new 0 0
