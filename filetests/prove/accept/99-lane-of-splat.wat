;;! test = "prove"
;; A lane of a splat is what was splatted, as far as the lane goes.
(module
  (func (export "f0") (param i32) (result i32)
    local.get 0
    i32x4.splat
    i32x4.extract_lane 2)
  (func (export "f1") (param i64) (result i64)
    local.get 0
    i64x2.splat
    i64x2.extract_lane 1)
  (func (export "f2") (param i32) (result i32)
    local.get 0
    i8x16.splat
    i8x16.extract_lane_u 5)
  (func (export "f3") (param i32) (result i32)
    local.get 0
    i8x16.splat
    i8x16.extract_lane_s 15)
  (func (export "f4") (param i32) (result i32)
    local.get 0
    i16x8.splat
    i16x8.extract_lane_s 7)
  (func (export "f5") (param i32) (result v128)
    local.get 0
    i32.const 255
    i32.and
    i8x16.splat)
  (func (export "f6") (param i32) (result i32)
    local.get 0
    i32x4.splat
    v128.any_true))

(module
  (func (export "f0") (param i32) (result i32)
    local.get 0)
  (func (export "f1") (param i64) (result i64)
    local.get 0)
  (func (export "f2") (param i32) (result i32)
    local.get 0
    i32.const 255
    i32.and)
  (func (export "f3") (param i32) (result i32)
    local.get 0
    i32.extend8_s)
  (func (export "f4") (param i32) (result i32)
    local.get 0
    i32.extend16_s)
  (func (export "f5") (param i32) (result v128)
    local.get 0
    i8x16.splat)
  (func (export "f6") (param i32) (result i32)
    local.get 0
    i32.const 0
    i32.ne))
;; %0: proved
;; %1: proved
;; %2: proved
;; %3: proved
;; %4: proved
;; %5: proved
;; %6: proved
