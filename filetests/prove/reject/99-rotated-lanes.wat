;;! test = "prove"
;; Lanes that rotate the other way, by less, or of another width; two vectors.
(module
  (func (export "f0") (param v128) (result v128)
    local.get 0
    i32.const 8
    i32x4.shl
    local.get 0
    i32.const 24
    i32x4.shr_u
    v128.or)
  (func (export "f1") (param v128) (result v128)
    local.get 0
    i32.const 24
    i64x2.shl
    local.get 0
    i32.const 40
    i64x2.shr_u
    v128.or)
  (func (export "f2") (param v128) (result v128)
    local.get 0
    i32.const 8
    i16x8.shl
    local.get 0
    i32.const 8
    i16x8.shr_u
    v128.or)
  (func (export "f3") (param v128 v128) (result v128)
    local.get 0
    i32.const 8
    i32x4.shl
    local.get 0
    i32.const 24
    i32x4.shr_u
    v128.or))

(module
  (func (export "f0") (param v128) (result v128)
    local.get 0
    local.get 0
    i8x16.shuffle 1 2 3 0 5 6 7 4 9 10 11 8 13 14 15 12)
  (func (export "f1") (param v128) (result v128)
    local.get 0
    local.get 0
    i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11)
  (func (export "f2") (param v128) (result v128)
    local.get 0
    local.get 0
    i8x16.shuffle 3 0 1 2 7 4 5 6 11 8 9 10 15 12 13 14)
  (func (export "f3") (param v128 v128) (result v128)
    local.get 0
    local.get 1
    i8x16.shuffle 19 0 1 2 7 4 5 6 11 8 9 10 15 12 13 14))
;; %0: unproved: results differ at 0x39 and 0x39, on a path from 0x0 and 0x0
;;   before: bitwise[e](i32x4_shl(entry0, 8), i32x4_shr_u(entry0, 24))
;;   after:  bitwise[e](i32x4_shl(entry0, 24), i32x4_shr_u(entry0, 8))
;; %1: unproved: results differ at 0x4c and 0x52, on a path from 0x0 and 0x0
;;   before: bitwise[e](i64x2_shl(entry0, 24), i64x2_shr_u(entry0, 40))
;;   after:  bitwise[e](i64x2_shl(entry0, 32), i64x2_shr_u(entry0, 32))
;; %2: unproved: results differ at 0x5f and 0x6b, on a path from 0x0 and 0x0
;;   before: bitwise[e](i16x8_shl(entry0, 8), i16x8_shr_u(entry0, 8))
;;   after:  bitwise[e](i32x4_shl(entry0, 8), i32x4_shr_u(entry0, 24))
;; %3: unproved: results differ at 0x72 and 0x84, on a path from 0x0 and 0x0
;;   before: bitwise[e](i32x4_shl(entry0, 8), i32x4_shr_u(entry0, 24))
;;   after:  i8x16_shuffle(Pair(Pair(Pair(Pair(Pair, entry0), entry1), 433757367256023059), 1012478749960636427))
