;;! test = "refute"
;; A loop without end may be a long one: fuel that is used up shows nothing.
(module (func $f (export "f")
    loop
    br 0
    end))

(module (func $f (export "f")))
;; %f: unproved: budget: blocks on a path
