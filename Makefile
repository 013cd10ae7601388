# Evenhand. Every target sets up what it needs; nothing has to be installed or typed beforehand.
#   make run     set up, load the invented county, serve it on http://127.0.0.1:8000
#   make test    set up, run every test
# PYTHON=… chooses the interpreter (3.11 or 3.12); otherwise the first of python3.12, python3.11, python3 that will do.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.NOTPARALLEL:

PYTHON ?=
export PYTHON
# Tests and seeding start many processes; compiled files make each start in a third of the time.
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest

# The county is loaded once, into the default database; a database named by the caller is left as it is.
COUNTY := evenhand.db

.PHONY: help run test soak golden check matrix bench wheel lock clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

$(READY): pyproject.toml requirements.lock panel_api/assets.py panel_api/build_hook.py .ci/need .ci/setup
	@bash .ci/setup $(VENV)
	@touch $@

# What the tests need of the system is asked for together with what set-up needs: one message, one command.
.PHONY: system
system:
	@bash .ci/need python tests > /dev/null

run: $(READY) ## set up, load the invented county, serve it on 127.0.0.1:8000
	@if [ -z "$${EVENHAND_DATABASE_URL:-}" ] && [ ! -e $(COUNTY) ]; then $(BIN)/evenhand seed; fi
	@EVENHAND_DEMO=true exec $(BIN)/evenhand serve

test: system $(READY) ## set up, run every test
	@$(PYTEST) -n $(WORKERS) -m "not soak" $(ARGS)

soak: system $(READY) ## the longer runs: more random cases, more cycles
	@EVENHAND_SOAK=1 $(PYTEST) -n $(WORKERS) -m soak $(ARGS)

golden: system $(READY) ## rewrite the golden files from what the code says now; read the diff before committing
	@EVENHAND_GOLDEN=update $(PYTEST) -n $(WORKERS) -m "not soak" $(ARGS)

check: $(READY) ## lint, format, types, imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

matrix: system $(READY) ## print what every role is answered at every address, with a case of theirs and one that is not
	@$(BIN)/python -m tests.panel_api.matrix

bench: $(READY) ## one run, one table
	@$(BIN)/python -m benchmarks

wheel: $(READY) ## build dist/*.whl and the source archive
	@$(BIN)/python -m hatchling build

lock: $(READY) ## renew requirements.lock within what pyproject.toml allows
	@$(BIN)/uv --no-config pip compile --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 --upgrade --quiet --group dev --output-file requirements.lock pyproject.toml

clean: ## remove what set-up, tests and builds made; the database stays
	@rm -rf $(VENV) build dist panel_api/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
