;;! test = "prove"
;; A lane is not extended, with the wrong sign, or of another width.
(module
  (func (export "f0") (param i32) (result i32)
    local.get 0
    i8x16.splat
    i8x16.extract_lane_u 5)
  (func (export "f1") (param i32) (result i32)
    local.get 0
    i8x16.splat
    i8x16.extract_lane_s 15)
  (func (export "f2") (param i32) (result i32)
    local.get 0
    i16x8.splat
    i16x8.extract_lane_u 5)
  (func (export "f3") (param i32) (result v128)
    local.get 0
    i32.const 127
    i32.and
    i8x16.splat)
  (func (export "f4") (param i32) (result i32)
    local.get 0
    i16x8.splat
    v128.any_true))

(module
  (func (export "f0") (param i32) (result i32)
    local.get 0)
  (func (export "f1") (param i32) (result i32)
    local.get 0
    i32.const 255
    i32.and)
  (func (export "f2") (param i32) (result i32)
    local.get 0
    i32.const 255
    i32.and)
  (func (export "f3") (param i32) (result v128)
    local.get 0
    i8x16.splat)
  (func (export "f4") (param i32) (result i32)
    local.get 0
    i32.const 0
    i32.ne))
;; %0: unproved: results differ at 0x3e and 0x3e, on a path from 0x0 and 0x0
;;   before: And(W32)(entry0, 255)
;;   after:  entry0
;; %1: unproved: results differ at 0x48 and 0x43, on a path from 0x0 and 0x0
;;   before: SignExt(W32)8(entry0)
;;   after:  And(W32)(entry0, 255)
;; %2: unproved: results differ at 0x52 and 0x4c, on a path from 0x0 and 0x0
;;   before: And(W32)(entry0, 65535)
;;   after:  And(W32)(entry0, 255)
;; %3: unproved: results differ at 0x5c and 0x55, on a path from 0x0 and 0x0
;;   before: i8x16_splat(And(W32)(entry0, 127))
;;   after:  i8x16_splat(And(W32)(entry0, 255))
;; %4: unproved: results differ at 0x67 and 0x5c, on a path from 0x0 and 0x0
;;   before: 0
;;   after:  1
