;;! test = "roundtrip"
;; The second call is outside the construct that delegates past the handler: when it throws,
;; the handler catches. The construct's end needs a block of its own, though no branch goes
;; there.
(module
  (import "host" "call" (func $call))
  (func (export "f")
    try
      try
        call $call
      delegate 1
      call $call
    catch_all
    end))
;; module: 74 -> 74 bytes
;; code: 14 -> 14 bytes
;; function 1: 14 -> 14 bytes, unchanged
;; (module
;;   (type (;0;) (func))
;;   (import "host" "call" (func $call (;0;) (type 0)))
;;   (export "f" (func 1))
;;   (func (;1;) (type 0)
;;     try ;; label = @1
;;       try ;; label = @2
;;         call $call
;;       delegate 1
;;       call $call
;;     catch_all
;;     end
;;   )
;; )
