;; Structs, arrays, casts and branches on them.
(module
  (type $point (struct (field $x (mut i32)) (field $y (mut i64))))
  (type $row (array (mut i16)))
  (func (export "make") (param i32 i64) (result (ref $point))
    (struct.new $point (local.get 0) (local.get 1)))
  (func (export "sum") (param $n i32) (result i32)
    (local $row (ref $row)) (local $i i32) (local $sum i32)
    (local.set $row (array.new $row (local.get $n) (i32.and (local.get $n) (i32.const 63))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (array.len (local.get $row))))
        (local.set $sum
          (i32.add (local.get $sum) (array.get_s $row (local.get $row) (local.get $i))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (local.get $sum))
  (func (export "cast") (param anyref) (result i32)
    (block $is_null
      (block $is_i31 (result (ref i31))
        (drop
          (br_on_cast $is_i31 (ref any) (ref i31) (br_on_null $is_null (local.get 0))))
        (return (i32.const -2)))
      (return (i31.get_s)))
    (i32.const -1))
  (func (export "field") (param (ref null $point)) (result i32)
    (struct.get $point $x (local.get 0))))
