;;! test = "fold-branches"
;; The inner region goes because its throw cannot be reached; then the outer one, for which only
;; the inner one's handler could throw.
(module
  (import "host" "call" (func $call (param i32) (result i32)))
  (tag $a (param i64))
  (tag $b)
  (func (param i32 i64) (result i32)
    block
      try_table (catch $b 0)
        block (result exnref)
          try_table (result i32) (catch_all_ref 0)
            i32.const 0
            if
              local.get 1
              throw $a
            end
            unreachable
          end
          unreachable
        end
        local.get 0
        call $call
        unreachable
      end
    end
    unreachable))
;; function %func1(i32, i64) -> i32 {
;; region0 = try_table, catch tag1 0 block1
;; region1 = try_table, catch_all ref 1 block4
;; block0(v0: i32, v1: i64):
;;     br block2
;; block2:
;;     br block5
;; block5:
;;     v2 = i32.const 0
;;     br block8
;; block8:
;;     unreachable
;; }
