;;! test = "effects"
;; Each kind of state.
(module
  (memory 1) (memory 1)
  (table 1 funcref)
  (type $s (struct (field i32) (field (mut i32))))
  (global $constant i32 (i32.const 1))
  (global $g (mut i32) (i32.const 0))
  (global $h (mut i32) (i32.const 0))
  (data $d "abc")
  (func $get (result i32) (i32.add (global.get $constant) (global.get $g)))
  (func $set (global.set $h (global.get $g)))
  (func $load (result i32) (i32.load 1 (i32.const 0)))
  (func $store (i32.store 0 (i32.const 0) (i32.const 0)))
  (func $copy (memory.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 0)))
  (func $init (memory.init 1 $d (i32.const 0) (i32.const 0) (i32.const 0)))
  (func $drop (data.drop $d))
  (func $size (result i32) (memory.size 0))
  (func $grow (result i32) (memory.grow 1 (i32.const 1)))
  (func $table_size (result i32) (table.size 0))
  (func $fixed_field (param (ref $s)) (result i32) (struct.get $s 0 (local.get 0)))
  (func $field (param (ref $s)) (result i32) (struct.get $s 1 (local.get 0)))
  (func $set_field (param (ref $s)) (struct.set $s 1 (local.get 0) (i32.const 1)))
  (func $new (result (ref $s)) (struct.new_default $s)))
;; %get: reads global1; writes nothing; ends
;; %set: reads global1; writes global2; ends
;; %load: reads mem1; writes nothing; may trap
;; %store: reads nothing; writes mem0; may trap
;; %copy: reads mem1; writes mem0; may trap
;; %init: reads segments; writes mem1; may trap
;; %drop: reads nothing; writes segments; ends
;; %size: reads sizes; writes nothing; ends
;; %grow: reads sizes; writes sizes; ends; varies
;; %table_size: reads tables; writes nothing; ends
;; %fixed_field: reads nothing; writes nothing; may trap
;; %field: reads heap; writes nothing; may trap
;; %set_field: reads nothing; writes heap; may trap
;; %new: reads nothing; writes nothing; ends; varies
;; global2 is never read
