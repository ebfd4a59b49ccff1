;;! test = "lift"
;; Structs, arrays, casts and small integers.
(module
  (type $s (struct (field (mut i32)) (field i8)))
  (type $a (array (mut f32)))
  (func $f (param anyref i32) (result f32) (local (ref $s))
    (local.set 2 (struct.new $s (local.get 1) (i32.const 2)))
    (struct.set $s 0 (local.get 2) (struct.get_s $s 1 (local.get 2)))
    (drop (ref.test (ref i31) (local.get 0)))
    (drop (i31.get_u (ref.cast i31ref (local.get 0))))
    (array.get $a
      (array.new_fixed $a 2 (f32.const 1) (f32.const 2))
      (struct.get $s 0 (local.get 2)))))
;; function %f(anyref, i32) -> f32 {
;; block0(v0: anyref, v1: i32):
;;     v2 = i32.const 2
;;     v3: (ref type0) = struct.new type0 v1, v2
;;     v4: i32 = struct.get_s type0 field1 v3
;;     struct.set type0 field0 v3, v4
;;     v5: i32 = ref.test i31 v0
;;     v6: i31ref = ref.cast_null i31 v0
;;     v7: i32 = i31.get_u v6
;;     v8 = f32.const 1.0
;;     v9 = f32.const 2.0
;;     v10: (ref type1) = array.new_fixed type1 count2 v8, v9
;;     v11: i32 = struct.get type0 field0 v3
;;     v12: f32 = array.get type1 v10, v11
;;     return v12
;; }
