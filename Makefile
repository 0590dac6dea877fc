# Two commands: make demo, make test. Everything lands in .venv and var, both ignored by git.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
INSTALL := env -u PYTHONDONTWRITEBYTECODE $(BIN)/uv pip install --python $(BIN)/python --compile-bytecode

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench promise requirements clean

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: .venv/.runtime ## the whole line on this machine, with phones in the browser (Ctrl-C ends it)
	@exec $(BIN)/python -m voiceline.demo

test: .venv/.dev ## all tests, on a real PostgreSQL and a real Valkey that they start themselves
	@bash .ci/chromium
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: .venv/.dev ## lint, format, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.dev ## put the code into the house's form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

bench: .venv/.bench ## timings, as ratios to floors in the same run
	@$(BIN)/python -m tests.bench

promise: .venv/.dev ## nights simulated: how many P1s reach a human in time, beside three other ways to ring
	@$(BIN)/python -m tests.promise

requirements: .venv/.uv ## compile requirements*.txt from requirements*.in
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links requirements-bench.in -o requirements-bench.txt

clean: ## remove what make made (the demo's data too)
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/.uv:
	@$(PYTHON) -c 'import sys; sys.exit("Voiceline needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@echo "Setting up .venv (once)…"
	@$(PYTHON) -m venv .venv || { echo "python3 cannot make a venv here (on Debian: apt install python3-venv)" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

.venv/.runtime: .venv/.uv requirements.txt
	@echo "Installing what the line needs…"
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/.bench: .venv/.dev requirements-bench.txt
	@echo "installing the libraries that are measured beside the line…"
	@$(INSTALL) -r requirements.txt -r requirements-dev.txt -r requirements-bench.txt
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	@echo "Installing what the tests need…"
	@$(INSTALL) -r requirements.txt -r requirements-dev.txt
	@touch $@
