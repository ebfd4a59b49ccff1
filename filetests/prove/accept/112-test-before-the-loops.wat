;;! test = "prove"
;; A test after a loop has been answered before it. Around the loop outside, what was tested is
;; another value each time.
(module
  (import "m" "g" (func $g (param i32)))
  (memory 1)
  (func (export "f") (param i32 i32)
    (local i32 i32)
    loop $again
      block $small
        local.get 0
        i32.load offset=12
        i32.const 2
        i32.lt_s
        br_if $small
        local.get 1
        local.set 3
        loop $inner
          local.get 3
          i32.load8_u
          br_if $small
          local.get 3
          i32.const 1
          i32.add
          local.tee 3
          i32.load8_u
          br_if $inner
        end
        local.get 0
        i32.load offset=12
        i32.const 1
        i32.gt_s
        if
          return
        end
      end
      local.get 1
      call $g
      br $again
    end))

(module
  (import "m" "g" (func $g (param i32)))
  (memory 1)
  (func (export "f") (param i32 i32)
    (local i32 i32)
    loop $again
      block $small
        local.get 0
        i32.load offset=12
        i32.const 2
        i32.lt_s
        br_if $small
        local.get 1
        local.set 3
        loop $inner
          local.get 3
          i32.load8_u
          br_if $small
          local.get 3
          i32.const 1
          i32.add
          local.tee 3
          i32.load8_u
          br_if $inner
        end
        return
      end
      local.get 1
      call $g
      br $again
    end))
;; %1: proved
