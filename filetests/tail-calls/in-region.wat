;;! test = "tail-calls"
;; A handler of the caller would see nothing of what a tail call throws. Behind the region the call may be one.
(module
  (tag $t)
  (import "m" "f" (func $f))
  (func $g
    block $h
      try_table (catch $t $h)
        call $f
        return
      end
    end
    call $f))
;; function %g() {
;; region0 = try_table, catch tag0 0 block1
;; block0:
;;     enter region0 block2, block1
;; block2 in region0:
;;     call func0 unwind block1
;;     br block4
;; block1:
;;     return_call func0
;; block4:
;;     return
;; }
