;;! test = "prove"
;;! map = "tag 0 1, tag 1 0"
;; A handler is for another tag.
(module (tag $t) (tag $u)
  (func (export "f") (param i32)
    block $caught try_table (catch $t $caught) local.get 0 if throw $t else throw $u end end end))

(module (tag $u) (tag $t)
  (func (export "f") (param i32)
    block $caught try_table (catch $u $caught) local.get 0 if throw $t else throw $u end end end))
;; %0: unproved: handlers differ at 0x38 and 0x38, on a path from 0x0 and 0x0
;;   before: throw 1 0
;;   after:  throw 1 0
