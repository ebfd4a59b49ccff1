;;! test = "effects"
;; A module with operators that are not known: calls may do anything.
(module
  (type $f (func))
  (type $c (cont $f))
  (elem declare func $pure)
  (func $pure)
  (func $unknown (result (ref $c)) (cont.new $c (ref.func $pure))))
;; %pure: reads sizes, tables, heap, segments; writes sizes, tables, heap, segments; may trap, throw, not end, leave, synchronise; varies
;; %unknown: reads sizes, tables, heap, segments; writes sizes, tables, heap, segments; may trap, throw, not end, leave, synchronise; varies
