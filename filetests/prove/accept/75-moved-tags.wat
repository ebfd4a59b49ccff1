;;! test = "prove"
;;! map = "tag 0 1, tag 1 0"
;; Tags change places.
(module (tag $t) (tag $u)
  (func (export "f") (param i32)
    block $caught try_table (catch $t $caught) local.get 0 if throw $t else throw $u end end end))

(module (tag $u) (tag $t)
  (func (export "f") (param i32)
    block $caught try_table (catch $t $caught) local.get 0 if throw $t else throw $u end end end))
;; %0: identical
