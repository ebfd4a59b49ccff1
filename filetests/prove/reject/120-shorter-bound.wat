;;! test = "prove"
;; One way to the loop has accessed nothing: the sum may wrap there.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    (if (local.get 1)
      (then (local.set 2 (i32.load offset=60 (local.get 0))))
      (else (local.set 2 (i32.const 0))))
    (loop
      (local.set 2 (i32.add (local.get 2) (i32.load (i32.add (local.get 0) (i32.const 8)))))
      (br_if 0 (local.tee 1 (i32.shr_u (local.get 1) (i32.const 1)))))
    (local.get 2)))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    (if (local.get 1)
      (then (local.set 2 (i32.load offset=60 (local.get 0))))
      (else (local.set 2 (i32.const 0))))
    (loop
      (local.set 2 (i32.add (local.get 2) (i32.load offset=8 (local.get 0))))
      (br_if 0 (local.tee 1 (i32.shr_u (local.get 1) (i32.const 1)))))
    (local.get 2)))
;; %0: unproved: traps differ at 0x28 and 0x28, on a path from 0x39 and 0x39
;;   before: return
;;   after:  beyond0+12(entry0)
