;;! test = "prove"
;; Two arms of a switch are swapped.
(module (memory 1)
  (func (export "f") (param i32) (result i32)
    block
    block
    block
    local.get 0
    br_table 0 1 2
    end
    i32.const 10
    return
    end
    i32.const 20
    return
    end
    i32.const 30))

(module (memory 1)
  (func (export "f") (param i32) (result i32)
    block
    block
    block
    local.get 0
    br_table 0 1 2 2
    end
    i32.const 10
    return
    end
    i32.const 20
    return
    end
    i32.const 30))
;; %0: proved
