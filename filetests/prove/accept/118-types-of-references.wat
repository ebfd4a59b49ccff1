;;! test = "prove"
;; What has a type has those above it, and none beside it; tests that were made before answer
;; later ones; values that meet have the type above both.
(module
  (type $a (sub (struct (field i32))))
  (type $b (sub $a (struct (field i32) (field i64))))
  (type $c (sub $b (struct (field i32) (field i64))))
  (type $d (sub $a (struct (field i32) (field f64))))
  (import "host" "use" (func $use (param (ref $a))))
  (func (export "above") (param (ref $b)) (result i32) (ref.test (ref $a) (local.get 0)))
  (func (export "beside") (param (ref $a)) (result i32)
    (if (result i32) (ref.test (ref $b) (local.get 0))
      (then (ref.test (ref $d) (local.get 0)))
      (else (ref.test (ref $c) (local.get 0)))))
  (func (export "cast") (param anyref)
    (call $use (ref.cast (ref $b) (local.get 0)))
    (call $use (ref.cast (ref $a) (local.get 0))))
  (func (export "meet") (param i32 (ref $b) (ref $d))
    (call $use (ref.cast (ref $a)
      (if (result anyref) (local.get 0) (then (local.get 1)) (else (local.get 2))))))
  (func (export "new") (result i32) (ref.test (ref $c) (struct.new $b (i32.const 1) (i64.const 2)))))

(module
  (type $a (sub (struct (field i32))))
  (type $b (sub $a (struct (field i32) (field i64))))
  (type $c (sub $b (struct (field i32) (field i64))))
  (type $d (sub $a (struct (field i32) (field f64))))
  (import "host" "use" (func $use (param (ref $a))))
  (func (export "above") (param (ref $b)) (result i32) (i32.const 1))
  (func (export "beside") (param (ref $a)) (result i32) (i32.const 0))
  (func (export "cast") (param anyref) (local (ref $b))
    (local.set 1 (ref.cast (ref $b) (local.get 0)))
    (call $use (local.get 1))
    (call $use (local.get 1)))
  (func (export "meet") (param i32 (ref $b) (ref $d))
    (call $use (if (result (ref $a)) (local.get 0) (then (local.get 1)) (else (local.get 2)))))
  (func (export "new") (result i32) (i32.const 0)))
;; %1: proved
;; %2: proved
;; %3: proved
;; %4: proved
;; %5: proved
