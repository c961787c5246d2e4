# Two commands matter: `make nightly` and `make test`. Each does all set-up that is missing, and no more.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made
BROWSER := $(VENV)/browser
NOW ?=
FUZZ_SECONDS ?= 1800
# A module's tests stay together: they share what is dear to make.
pytest := $(BIN)/python -m pytest --cov --numprocesses auto --dist loadscope
compile := --quiet --upgrade --generate-hashes --no-header

# A Python from 3.11 to 3.13 that really runs (a pyenv shim may be there and fail) and can make environments.
find_python = for name in $(PYTHON) python3.12 python3.13 python3.11 python3 python; do \
	"$$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	2>/dev/null && { echo "$$name"; exit 0; }; done; \
	echo "cjit needs Python 3.11, 3.12 or 3.13 with venv (name one: make PYTHON=/path/to/python)" >&2; exit 1

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: nightly
nightly: setup  ## the main job: files of the inbox into the warehouse, then the reports that are due (NOW=time)
	@$(BIN)/cjit nightly --sample-when-empty $(if $(NOW),--now $(NOW))

.PHONY: setup
setup: $(STAMP)  ## the set-up alone: Python environment, embedded Postgres, Airflow metadata, migrations
	@$(BIN)/cjit setup

# Pages are looked at in a browser: the one on this machine, else one that npm (of the environment) can fetch.
# Spark runs on Java, which this project brings to no machine.
.PHONY: test
test: setup  ## all set-up, then every test
	@without=; \
	if ! $(MAKE) --no-print-directory browser; then without="not browser"; \
		echo "No browser here and none to be had: the page tests are left out (make test-pages)" >&2; fi; \
	if ! java -version >/dev/null 2>&1; then without="$${without:+$$without and }not spark"; \
		echo "No Java here: the tests on Spark are left out (CJIT_SPLINK_BACKEND=spark needs it)" >&2; fi; \
	$(pytest) -m "$$without"

.PHONY: test-pages
test-pages: setup browser  ## the pages alone, in a real browser: fails where there is none
	@$(BIN)/python -m pytest -m browser

.PHONY: browser
browser: $(STAMP)
	@[ -n "$$CJIT_TEST_CHROMIUM" ] || command -v chromium >/dev/null || $(MAKE) --no-print-directory $(BROWSER)/.made

.PHONY: up
up: setup  ## Airflow with its web pages on this machine; prints address, users, passwords
	@$(BIN)/cjit up

.PHONY: down
down:  ## stop what was started
	@if [ -x $(BIN)/cjit ]; then $(BIN)/cjit down; fi

.PHONY: bench
bench: setup  ## the benchmarks, with their ratios
	@$(BIN)/python -m tests.bench

.PHONY: plans
plans: setup  ## docs/plans.md: how Postgres goes about linking and matching
	@$(BIN)/python -m tests.bench.plans

.PHONY: fuzz
fuzz: setup  ## fuzz the file reader and the rules against the oracle for half an hour (FUZZ_SECONDS=1800)
	@cd tests && ../$(BIN)/python -m fuzz -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=../fuzz-

.PHONY: lint
lint: $(STAMP)  ## formatting, types, import contract, SQL style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy --config-file tests/mypy.ini
	@$(BIN)/lint-imports
	@$(BIN)/sqlfluff lint sql

.PHONY: docs
docs: setup  ## the pages of docs/ that are made from their homes
	@$(BIN)/python -m cjit.docs

.PHONY: lock
lock: $(STAMP)  ## resolve the dependencies of pyproject.toml again: requirements.lock and that of the image
	@$(BIN)/uv pip compile $(compile) --universal --python-version 3.11 --extra dev \
		--output-file requirements.lock pyproject.toml
	@$(BIN)/uv pip compile $(compile) --python-version 3.12 --python-platform linux --extra production \
		--constraint requirements.lock --output-file docker/requirements.lock pyproject.toml

.PHONY: clean
clean: down  ## remove what was made: warehouse, Airflow's home, environment, caches (not the inbox and outputs)
	@if [ -x $(BIN)/cjit ]; then $(BIN)/cjit clean; fi
	@rm -rf $(VENV) build plugins/cjit.egg-info .coverage .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BROWSER)/.made: tests/browser/package-lock.json tests/browser/unpack.mjs
	@echo "A browser for the page tests …" && rm -rf $(BROWSER) && mkdir -p $(BROWSER) \
		&& cp tests/browser/package.json tests/browser/package-lock.json tests/browser/unpack.mjs $(BROWSER) \
		&& cd $(BROWSER) && export PATH="$$PWD/../bin:$$PATH" TMPDIR="$$PWD" \
		&& npm ci --silent --no-audit --no-fund --ignore-scripts --fetch-retries 1 \
		&& node unpack.mjs && rm -rf node_modules && touch .made

# Compiled while installing: imports take two to three times as long uncompiled.
$(STAMP): requirements.lock pyproject.toml
	@python=$$($(find_python)) && echo "Python environment with $$("$$python" --version) …" \
		&& "$$python" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip install --quiet --require-hashes --compile-bytecode --requirement requirements.lock
	@$(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@
