;;! test = "select-values"
;;! disable = "reference-types"
;; A selection with a type is an operator of its own.
(module
  (func $f (param i32) (result funcref)
    local.get 0
    if (result funcref)
      ref.func $f
    else
      ref.null func
    end)
  (elem declare func $f))
;; function %f(i32) -> funcref {
;; block0(v0: i32):
;;     br_if v0, block1, block2
;; block1:
;;     v1: (ref type0) = ref.func func0
;;     br block3(v1)
;; block2:
;;     v2: funcref = ref.null func
;;     br block3(v2)
;; block3(v3: funcref):
;;     return v3
;; }
