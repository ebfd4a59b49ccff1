;;! test = "prove"
;; One value of a switch goes elsewhere.
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
    br_table 0 1 1 2
    end
    i32.const 10
    return
    end
    i32.const 20
    return
    end
    i32.const 30))
;; %0: unproved: results differ at 0x25 and 0x25, on a path from 0x0 and 0x0
;;   before: 30
;;   after:  20
