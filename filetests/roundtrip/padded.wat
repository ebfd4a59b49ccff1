;;! test = "roundtrip"
;; Numbers that a linker left five bytes wide shrink to what they need.
(module binary
  "\00asm\01\00\00\00"
  "\01\85\80\80\80\00\01\60\00\01\7f"
  "\03\82\80\80\80\00\01\00"
  "\0a\8e\80\80\80\00\01\88\80\80\80\00\00\41\85\80\80\80\00\0b")
;; module: 47 -> 27 bytes
;; code: 8 -> 4 bytes
;; function 0: 8 -> 4 bytes, optimised
;; (module
;;   (type (;0;) (func (result i32)))
;;   (func (;0;) (type 0) (result i32)
;;     i32.const 5
;;   )
;; )
