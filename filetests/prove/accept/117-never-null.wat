;;! test = "prove"
;; Parameters, results, fields, entries and globals of types without null are not null, across
;; joins and loops as well; neither is what has passed a cast.
(module
  (type $s (sub (struct (field (mut i32)) (field (ref null $s)))))
  (type $box (struct (field (mut (ref $s)))))
  (type $list (array (mut (ref $s))))
  (import "host" "make" (func $make (result (ref $s))))
  (import "host" "use" (func $use (param (ref $s))))
  (import "host" "g" (global $g (mut (ref $s))))
  (func (export "param") (param (ref $s)) (call $use (local.get 0)))
  (func (export "result") (call $use (call $make)))
  (func (export "field") (param (ref $box)) (call $use (struct.get $box 0 (local.get 0))))
  (func (export "element") (param (ref $list)) (call $use (array.get $list (local.get 0) (i32.const 3))))
  (func (export "global") (call $use (global.get $g)))
  (func (export "join") (param i32 (ref $s))
    (call $use (if (result (ref $s)) (local.get 0) (then (call $make)) (else (local.get 1)))))
  (func (export "loop") (param (ref $s))
    (loop $again (call $use (local.get 0)) (br_if $again (struct.get $s 0 (local.get 0)))))
  (func (export "cast") (param anyref)
    (drop (ref.cast (ref $s) (local.get 0)))
    (if (ref.is_null (local.get 0)) (then (call $use (call $make))))))

(module
  (type $s (sub (struct (field (mut i32)) (field (ref null $s)))))
  (type $box (struct (field (mut (ref $s)))))
  (type $list (array (mut (ref $s))))
  (import "host" "make" (func $make (result (ref $s))))
  (import "host" "use" (func $use (param (ref $s))))
  (import "host" "g" (global $g (mut (ref $s))))
  (func (export "param") (param (ref $s)) (local (ref null $s))
    (local.set 1 (local.get 0)) (call $use (ref.as_non_null (local.get 1))))
  (func (export "result") (local (ref null $s))
    (local.set 0 (call $make)) (call $use (ref.as_non_null (local.get 0))))
  (func (export "field") (param (ref $box)) (local (ref null $s))
    (local.set 1 (struct.get $box 0 (local.get 0))) (call $use (ref.as_non_null (local.get 1))))
  (func (export "element") (param (ref $list)) (local (ref null $s))
    (local.set 1 (array.get $list (local.get 0) (i32.const 3)))
    (call $use (ref.as_non_null (local.get 1))))
  (func (export "global") (local (ref null $s))
    (local.set 0 (global.get $g)) (call $use (ref.as_non_null (local.get 0))))
  (func (export "join") (param i32 (ref $s)) (local (ref null $s))
    (local.set 2 (local.get 1))
    (if (local.get 0) (then (local.set 2 (call $make))))
    (call $use (ref.as_non_null (local.get 2))))
  (func (export "loop") (param (ref $s)) (local (ref null $s))
    (local.set 1 (local.get 0))
    (loop $again
      (call $use (ref.as_non_null (local.get 1)))
      (br_if $again (struct.get $s 0 (local.get 1)))))
  (func (export "cast") (param anyref)
    (drop (ref.cast (ref $s) (local.get 0)))))
;; %2: proved
;; %3: proved
;; %4: proved
;; %5: proved
;; %6: proved
;; %7: proved
;; %8: proved
;; %9: proved
