;;! test = "lift"
;; What is delegated is handled as if thrown at the construct named.
(module
  (import "" "may_throw" (func $g))
  (func $f (param i32) (result i32)
    try $outer
      try
        try
          call $g
        delegate $outer
        i32.const 9
        local.set 0
      catch_all
        i32.const 1
        local.set 0
      end
    catch_all
      i32.const 2
      local.set 0
    end
    local.get 0))
;; function %f(i32) -> i32 {
;; region0 = try, catch_all 0 block1
;; region1 = try in region0, catch_all 0 block3
;; region2 = try in region0, delegate region0
;; block0(v0: i32):
;;     enter region0 block2, block1
;; block2 in region0:
;;     br block4
;; block4 in region0:
;;     enter region2 block5
;; block5 in region2:
;;     call func0 unwind block1
;;     br block6
;; block6 in region0:
;;     v1 = i32.const 9
;;     br block7
;; block7 in region0:
;;     br block8(v1)
;; block1:
;;     v2 = i32.const 2
;;     br block8(v2)
;; block8(v3: i32):
;;     return v3
;; }
