;;! test = "effects"
;; Loops may not end; recursion neither, however many functions it takes.
(module
  (func $loop (param i32) (loop (br_if 0 (local.get 0))))
  (func $even (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (call $odd (i32.sub (local.get 0) (i32.const 1))))
      (else (i32.const 1))))
  (func $odd (param i32) (result i32) (call $even (i32.sub (local.get 0) (i32.const 1))))
  (func $self (call $self))
  (func $calls_loop (call $loop (i32.const 0)))
  (func $block (block (br_if 0 (i32.const 1)))))
;; %loop: reads nothing; writes nothing; may not end
;; %even: reads nothing; writes nothing; may not end
;; %odd: reads nothing; writes nothing; may not end
;; %self: reads nothing; writes nothing; may not end
;; %calls_loop: reads nothing; writes nothing; may not end
;; %block: reads nothing; writes nothing; ends
