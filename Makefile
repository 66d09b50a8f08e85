# Each target is one script under scripts/; they say what they do, and set up what they need.
.DEFAULT_GOAL := help
.PHONY: setup build run test fuzz soak check bench format clean help

setup: ## install the Debian packages, check the toolchain
	@scripts/setup

build: ## build the release and stage it in dist/
	@scripts/setup
	@scripts/stage-dist

run: ## find the best shots in the built-in clip, or in INPUT=file-or-uri; the report is out/report/index.html
	@INPUT="$(INPUT)" scripts/run

test: ## debug tests, then the release gates on dist/; FILTER=name runs some of the tests
	@FILTER="$(FILTER)" scripts/test

fuzz: ## look for inputs that break something, SECONDS=n for each of TARGETS; what is found lies in .cache/fuzz
	@SECONDS_EACH="$(SECONDS)" TARGETS="$(TARGETS)" scripts/fuzz

soak: ## kill workers and sources at random for SECONDS (600); SEED=n repeats a run
	@scripts/setup
	@SLUICE_SOAK_SECONDS="$(or $(SECONDS),600)" SLUICE_SOAK_SEED="$(SEED)" swift test --filter SoakTests

check: ## format, import rules, the contract's layout, scripts, README
	@scripts/check

bench: ## compare with the peers; the report is bench/report.html
	@scripts/setup
	@Tests/Benchmarks/run

format: ## format the Swift sources
	@git ls-files -co --exclude-standard -z "*.swift" | xargs -0 swift format -i

clean: ## remove what was built, but not .cache
	@rm -rf .build dist out bench

help: ## this list
	@sed -nE 's/^([a-z]+): ## /\1	/p' Makefile | awk -F '\t' '{printf "make %-8s %s\n", $$1, $$2}'
