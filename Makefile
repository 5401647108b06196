# Building, showing and checking the project. `make` alone lists what there is.

GO_TOOLCHAIN := go1.24.11
PLUGINS      := $(notdir $(wildcard go-reference/*))
GO_MODULES   := $(PLUGINS:%=target/go/%.wasm)
# -trimpath and -buildvcs=false: the same sources give the same bytes wherever they lie.
GO_BUILD     := go build -buildmode=c-shared -trimpath -buildvcs=false

export GOTOOLCHAIN := $(GO_TOOLCHAIN)
.DEFAULT_GOAL := help
.PHONY: help setup browser plugins recovering demo check test moved fuzz fuzz-port toolchains ports ported bench mutants sizes clean
.DELETE_ON_ERROR:

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## fetch what is missing: the Rust target, the Go toolchain, Envoy, Redis
	@conformance/setup $(GO_TOOLCHAIN)

browser: ## fetch the Chromium that the tests look at the HTML report with
	@conformance/setup browser

plugins: setup $(GO_MODULES) ## build the plugins of go-reference with Go, and their Rust twins
	cargo build --package sdk-compat --examples --profile plugin --target wasm32-wasip1

target/go/%.wasm: go-reference/%/main.go go-reference/%/go.mod go-reference/%/go.sum
	cd go-reference/$* && GOOS=wasip1 GOARCH=wasm $(GO_BUILD) -o ../../$@ .

recovering: setup ## build the twin whose panics are recovered
	sdk-compat/recovering --package sdk-compat --example panics --profile plugin

demo: plugins recovering ported ## compare every Go plugin with its Rust twin in a real Envoy, and print a table
	cargo run --release --package conformance -- compare --all conformance

check: ## the contributor's loop: format, lint, fast tests
	cargo fmt --all
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps
	cargo test --workspace --lib --bins

test: plugins recovering ported toolchains browser ## everything that CI runs
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy --package sdk-compat --examples --target wasm32-wasip1 -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps
	test -z "$$(gofmt -l go-reference migrate/helper migrate/templates migrate/tests/check migrate/tests/alike migrate/tests/library sdk-compat/tests | tee /dev/stderr)"
	cd migrate/helper && go vet .
	@for plugin in $(PLUGINS); do \
	    (cd go-reference/$$plugin && go vet . && WASM_FILE_PATH=$(CURDIR)/target/go/$$plugin.wasm go test .) || exit 1; \
	done
	cargo test --workspace
	cargo run --package conformance -- compare --all conformance

# The long round: FUZZ_CASES inputs of every comparison with Go, and hosts that do what they like for FUZZ_SECONDS. All of
# it runs; a failure anywhere fails the round at its end.
FUZZ_CASES   ?= 1000000
FUZZ_SECONDS ?= 3600
FUZZ_SEED    := $(or $(FUZZ_SEED),$(shell date +%s))

# Modules with changed bytes, and modules made up, through inspect and bridge.
MUTATED      ?= 100000

fuzz: setup ## compare and try hosts for long: FUZZ_CASES=1000000 FUZZ_SECONDS=3600; FUZZ_SEED=… repeats a round
	@echo "FUZZ_CASES=$(FUZZ_CASES) FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_SEED=$(FUZZ_SEED)"
	ORACLE_CASES=$(FUZZ_CASES) ORACLE_SEED=$(FUZZ_SEED) FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_SEED=$(FUZZ_SEED) \
	    cargo test --profile fuzz --package sdk-compat --test 'oracle_*' --test machine --test hostile \
	    --no-fail-fast -- --nocapture --test-threads 1
	MUTATED=$(MUTATED) FUZZ_SEED=$(FUZZ_SEED) cargo test --profile fuzz --package conformance --test mutated -- --nocapture

# The long round of the ports: so many random Go programs, ported, print what Go prints.
PORT_PROGRAMS ?= 10000
PORT_SEED     := $(or $(PORT_SEED),$(shell date +%s))

fuzz-port: setup ## port random Go programs and compare what they print: PORT_PROGRAMS=10000; PORT_SEED=… repeats a round
	@echo "PORT_PROGRAMS=$(PORT_PROGRAMS) PORT_SEED=$(PORT_SEED)"
	PORT_PROGRAMS=$(PORT_PROGRAMS) PORT_SEED=$(PORT_SEED) \
	    cargo test --package migrate --test port random -- --nocapture

# The TinyGo plugins of migrate/tests, moved by the command and by hand.
moved: setup ## move TinyGo plugins to Go 1.24 and compare them in Envoy with twins that were moved by hand
	cd migrate/tests/alike && go vet ./...
	cargo test --package migrate --test alike -- --ignored --nocapture

# Users bring their own toolchain, and start-up code differs between them: a newer stable and a nightly build the twins too.
toolchains: setup
	@for toolchain in 1.99.1 nightly-2026-10-30; do \
	    rustup toolchain install --no-self-update --profile minimal --target wasm32-wasip1 $$toolchain >/dev/null && \
	    cargo +$$toolchain build --package sdk-compat --examples --profile plugin --target wasm32-wasip1 \
	        --target-dir target/toolchains/$$toolchain || exit 1; \
	done

# Every plugin as `migrate port` carries it, with written cases, and with CASES=100 so many that are generated.
ports: plugins ## port every Go plugin, and compare what comes of it with the original: CASES=100 generates cases, too
	migrate/tests/port/build $(PLUGINS)
	cargo run --release --package conformance -- compare --all migrate/tests/port $(CASES:%=--generate %)

# Two of them stand for all in `make test`.
ported: setup
	migrate/tests/port/build ext-auth transformer

bench: plugins ## what plugins cost per request: Go, Rust, and Rust on the bare proxy-wasm crate
	cargo build --package bare --examples --profile plugin --target wasm32-wasip1
	cargo build --package bare --package sdk-compat --example workloads --example bare-workloads --profile counted --target wasm32-wasip1
	cargo bench --package conformance --bench cost

# The wrong ports are built in target/mutants; those that were not caught stand in the list, and all in target/mutants/report.json.
mutants: plugins ## try how many wrong ports are caught without a written case: MUTANTS='--seconds 60 my-plugin'
	cargo bench --package conformance --bench mutants -- $(MUTANTS)

sizes: plugins ## write the sizes of the twins into the README
	BLESS=1 cargo test --quiet --package conformance --test sizes

clean: ## remove everything that was built or fetched
	rm -rf target
