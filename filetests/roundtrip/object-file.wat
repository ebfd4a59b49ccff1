;;! test = "roundtrip"
;; Object files come back as they are: their relocations speak of the code.
(module
  (@custom "linking" "\02")
  (func (result i32) (local i32) (local.get 0)))
;; module: 40 -> 40 bytes
;; code: 0 -> 0 bytes
;; warning: object files are not optimised: link them first
;; (module
;;   (type (;0;) (func (result i32)))
;;   (func (;0;) (type 0) (result i32)
;;     (local i32)
;;     local.get 0
;;   )
;;   (@custom "linking" (after code) "\02")
;; )
