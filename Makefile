# Everything a contributor runs. `make help` lists the targets.
# All of it works from a fresh clone on Debian with a Rust toolchain.

CARGO ?= cargo
SELVEDGE := target/release/selvedge
DEMO := fixtures/rtos_os.wasm

.PHONY: all build help deps test-deps rules demo test lint fmt filetests golden bless bench fuzz mutants clean

all: build

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make            release build: target/release/selvedge
build: deps
	$(CARGO) build --release --locked

# A linker is all that the build needs besides Rust.
deps:
	@command -v $(CARGO) >/dev/null || { echo "install Rust first: https://rustup.rs"; exit 1; }
	@command -v cc >/dev/null || ./scripts/install-packages gcc libc6-dev

# The rules' proofs need a solver.
test-deps: deps
	@command -v z3 >/dev/null || ./scripts/install-packages z3

## make demo       build, then optimise a real module and show the table of its functions
demo: build
	$(SELVEDGE) opt $(DEMO) -O0 --stats -o target/demo.wasm
	@ls -l $(DEMO) target/demo.wasm | awk '{ print $$5, $$NF }'

## make test       everything CI runs
test: test-deps lint
	$(CARGO) test --locked --features z3
	$(CARGO) build --release --locked
	$(CARGO) build --locked --no-default-features --lib
	./scripts/smoke $(SELVEDGE)

## make lint       formatting and clippy, warnings are errors
lint: deps
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings

## make fmt        format the sources
fmt:
	$(CARGO) fmt

## make rules      proves every rewrite rule, the optimiser's and the checker's
rules: test-deps
	$(CARGO) test --locked --test rules -- --nocapture
	$(CARGO) test --locked --lib prove::normal -- --nocapture

## make filetests  text tests of each stage
filetests:
	$(CARGO) test --locked --test filetests

## make golden     compare the fixtures' outputs with the committed ones
golden:
	$(CARGO) test --locked --test golden -- --nocapture

## make bless      accept the present outputs of filetests and fixtures
bless:
	SELVEDGE_BLESS=1 $(CARGO) test --locked --test filetests
	SELVEDGE_BLESS=1 $(CARGO) test --locked --test golden

## make bench      speed and memory over the fixtures; BENCH=DIR for other modules
bench: deps
	$(CARGO) bench --locked --bench modules -- $(BENCH)

## make fuzz       random modules and passes until something fails, which is then made small;
##                 SEEDS=from..to for a range
fuzz: deps
	./scripts/fuzz $(SEEDS)

## make mutants    mutates optimised code; the checker must see it; N=24000 for so many mutants
mutants: deps
	SELVEDGE_MUTANTS=$(or $(N),24000) $(CARGO) test --locked --test mutants -- --nocapture

clean:
	$(CARGO) clean
