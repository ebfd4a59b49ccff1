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
    struct.new_default $s))
;; %0: proved
