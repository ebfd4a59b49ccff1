;;! test = "prove"
;; Lanes that rotate by whole bytes are shifted or shuffled.
(module
  (func (export "f0") (param v128) (result v128)
    local.get 0
    i32.const 8
    i16x8.shl
    local.get 0
    i32.const 8
    i16x8.shr_u
    v128.or)
  (func (export "f1") (param v128) (result v128)
    local.get 0
    i32.const 8
    i32x4.shl
    local.get 0
    i32.const 24
    i32x4.shr_u
    v128.or)
  (func (export "f2") (param v128) (result v128)
    local.get 0
    i32.const 16
    i32x4.shl
    local.get 0
    i32.const 16
    i32x4.shr_u
    v128.or)
  (func (export "f3") (param v128) (result v128)
    local.get 0
    i32.const 24
    i32x4.shl
    local.get 0
    i32.const 8
    i32x4.shr_u
    v128.or)
  (func (export "f4") (param v128) (result v128)
    local.get 0
    i32.const 8
    i64x2.shl
    local.get 0
    i32.const 56
    i64x2.shr_u
    v128.or)
  (func (export "f5") (param v128) (result v128)
    local.get 0
    i32.const 24
    i64x2.shl
    local.get 0
    i32.const 40
    i64x2.shr_u
    v128.or)
  (func (export "f6") (param v128) (result v128)
    local.get 0
    i32.const 32
    i64x2.shl
    local.get 0
    i32.const 32
    i64x2.shr_u
    v128.or))

(module
  (func (export "f0") (param v128) (result v128)
    local.get 0
    local.get 0
    i8x16.shuffle 1 0 3 2 5 4 7 6 9 8 11 10 13 12 15 14)
  (func (export "f1") (param v128) (result v128)
    local.get 0
    local.get 0
    i8x16.shuffle 3 0 1 2 7 4 5 6 11 8 9 10 15 12 13 14)
  (func (export "f2") (param v128) (result v128)
    local.get 0
    local.get 0
    i8x16.shuffle 2 3 0 1 6 7 4 5 10 11 8 9 14 15 12 13)
  (func (export "f3") (param v128) (result v128)
    local.get 0
    local.get 0
    i8x16.shuffle 1 2 3 0 5 6 7 4 9 10 11 8 13 14 15 12)
  (func (export "f4") (param v128) (result v128)
    local.get 0
    local.get 0
    i8x16.shuffle 7 0 1 2 3 4 5 6 15 8 9 10 11 12 13 14)
  (func (export "f5") (param v128) (result v128)
    local.get 0
    local.get 0
    i8x16.shuffle 5 6 7 0 1 2 3 4 13 14 15 8 9 10 11 12)
  (func (export "f6") (param v128) (result v128)
    local.get 0
    local.get 0
    i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11))
;; %0: proved
;; %1: proved
;; %2: proved
;; %3: proved
;; %4: proved
;; %5: proved
;; %6: proved
