;;! test = "prove"
;; Each way to a loop has accessed something beyond what comes next, one of them further than the
;; other: the shorter access holds on both, so that the sum does not wrap.
(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    (if (local.get 1)
      (then (local.set 2 (i32.load offset=60 (local.get 0))))
      (else (local.set 2 (i32.load offset=40 (local.get 0)))))
    (loop
      (local.set 2 (i32.add (local.get 2) (i32.load (i32.add (local.get 0) (i32.const 8)))))
      (br_if 0 (local.tee 1 (i32.shr_u (local.get 1) (i32.const 1)))))
    (local.get 2)))

(module (memory 1)
  (func (export "f") (param i32 i32) (result i32) (local i32)
    (if (local.get 1)
      (then (local.set 2 (i32.load offset=60 (local.get 0))))
      (else (local.set 2 (i32.load offset=40 (local.get 0)))))
    (loop
      (local.set 2 (i32.add (local.get 2) (i32.load offset=8 (local.get 0))))
      (br_if 0 (local.tee 1 (i32.shr_u (local.get 1) (i32.const 1)))))
    (local.get 2)))
;; %0: proved
