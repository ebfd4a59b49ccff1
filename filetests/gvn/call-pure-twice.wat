;;! test = "gvn"
;;! function = "f"
;; The same call again gives the same; a trap or a loop that did not end would have ended the first.
(module
  (func $power (param i32 i32) (result i32)
    (local i32)
    (local.set 2 (i32.const 1))
    (loop $again
      (local.set 2 (i32.mul (local.get 2) (local.get 0)))
      (br_if $again (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
    (local.get 2))
  (func $f (param i32 i32) (result i32)
    (i32.sub
      (call $power (local.get 0) (local.get 1))
      (i32.rotl (call $power (local.get 0) (local.get 1)) (i32.const 3)))))
;; function %f(i32, i32) -> i32 {
;; block0(v0: i32, v1: i32):
;;     v2: i32 = call func0 v0, v1
;;     v4 = i32.const 3
;;     v5 = i32.rotl v2, v4
;;     v6 = i32.sub v2, v5
;;     return v6
;; }
