;; The second field may be written between the allocation and the read, the first may not.
(module
  (type $s (struct (field i64) (field (mut i64))))
  (global $seen (mut (ref null $s)) (ref.null $s))
  (func (export "read") (param i64) (result i64)
    (local $new (ref null $s))
    (local.set $new (struct.new $s (local.get 0) (i64.mul (local.get 0) (i64.const 3))))
    (global.set $seen (local.get $new))
    (call $write)
    (i64.add
      (struct.get $s 0 (local.get $new))
      (struct.get $s 1 (local.get $new))))
  (func $write (export "write")
    (struct.set $s 1 (global.get $seen) (i64.const 7))))
