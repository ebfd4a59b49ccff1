;;! test = "effects"
;; Reading shared memory gives something else each time; atomic accesses order all others.
(module
  (memory 1 1 shared)
  (func $load (result i32) (i32.load (i32.const 0)))
  (func $atomic (result i32) (i32.atomic.load (i32.const 0)))
  (func $fence (atomic.fence)))
;; %load: reads mem0; writes nothing; may trap; varies
;; %atomic: reads mem0, sizes; writes mem0, sizes; may trap, not end, synchronise; varies
;; %fence: reads mem0, sizes; writes mem0, sizes; may not end, synchronise; varies
