;;! test = "select-values"
;; References are selected by the type they are wanted as.
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
;;     v1: (ref type0) = ref.func func0
;;     v2: funcref = ref.null func
;;     v4: funcref = select_t funcref v1, v2, v0
;;     br block3(v4)
;; block3(v3: funcref):
;;     return v3
;; }
