;;! test = "roundtrip"
;; One call, three handlers that each want another value of the same local: what one handler
;; finds in its parameter's local must not be what another one wants.
(module
  (import "host" "call" (func $call (param i32) (result i32)))
  (tag $a (param i32))
  (tag $b (param i32 i64))
  (tag $c)
  (func (export "f") (param i32 i32) (result i32)
    (local $x i32) (local $y i32) (local $z i32)
    i32.const 0
    if
      loop $again
        try (result i32)
          try (result i32)
            i32.const 0
            local.tee $y
            call $call
          catch $b
            i32.wrap_i64
            local.set $x
            local.set $z
            local.get $y
          catch $c
            local.get $z
          end
          local.set $z
          local.get $z
        catch $a
        end
        br_if $again
      end
    end
    i32.const 0))
;; module: 174 -> 174 bytes
;; code: 47 -> 47 bytes
;; function 1: 47 -> 47 bytes, unchanged: the new body is not smaller
;; (module
;;   (type (;0;) (func (param i32) (result i32)))
;;   (type (;1;) (func (param i32)))
;;   (type (;2;) (func (param i32 i64)))
;;   (type (;3;) (func))
;;   (type (;4;) (func (param i32 i32) (result i32)))
;;   (import "host" "call" (func $call (;0;) (type 0) (param i32) (result i32)))
;;   (tag $a (;0;) (type 1) (param i32))
;;   (tag $b (;1;) (type 2) (param i32 i64))
;;   (tag $c (;2;) (type 3))
;;   (export "f" (func 1))
;;   (func (;1;) (type 4) (param i32 i32) (result i32)
;;     (local $x i32) (local $y i32) (local $z i32)
;;     i32.const 0
;;     if ;; label = @1
;;       loop $again
;;         try (result i32) ;; label = @3
;;           try (result i32) ;; label = @4
;;             i32.const 0
;;             local.tee $y
;;             call $call
;;           catch $b
;;             i32.wrap_i64
;;             local.set $x
;;             local.set $z
;;             local.get $y
;;           catch $c
;;             local.get $z
;;           end
;;           local.set $z
;;           local.get $z
;;         catch $a
;;         end
;;         br_if $again
;;       end
;;     end
;;     i32.const 0
;;   )
;; )
