;;! test = "prove"
;; A switch counts from a wrong case.
(module
  (import "m" "g" (func $g (param i32)))
  (import "m" "h" (func $h (param i32)))
  (memory 1)
  (func (export "f") (param i32 i32)
    (local i32)
    loop $again
      block $next
        block $second
          block $first
            local.get 0
            i32.load
            local.tee 2
            i32.const 2
            local.get 2
            i32.const 8
            i32.lt_u
            select
            
            br_table $next $next $next $next $first $next $second $next
          end
          local.get 0
          call $g
          br $next
        end
        local.get 0
        call $h
      end
      local.get 0
      i32.const 8
      i32.add
      local.set 0
      local.get 1
      i32.const 1
      i32.sub
      local.tee 1
      br_if $again
    end))

(module
  (import "m" "g" (func $g (param i32)))
  (import "m" "h" (func $h (param i32)))
  (memory 1)
  (func (export "f") (param i32 i32)
    (local i32)
    loop $again
      block $next
        block $second
          block $first
            local.get 0
            i32.load
            local.tee 2
            i32.const 2
            local.get 2
            i32.const 8
            i32.lt_u
            select
            i32.const 5 i32.sub
            br_table $first $next $second $next
          end
          local.get 0
          call $g
          br $next
        end
        local.get 0
        call $h
      end
      local.get 0
      i32.const 8
      i32.add
      local.set 0
      local.get 1
      i32.const 1
      i32.sub
      local.tee 1
      br_if $again
    end))
;; %2: unproved: budget: blocks on a path
