# Everything that a person or a machine runs here. Needs Python 3.11 or newer, and no more.
#   make demo    the whole of it on this machine, with simulated devices
#   make test    all tests; what needs a program that is not here is skipped, and says so
#   make check   format, lint, types, and the tests that hold the house itself
#   make bench   speed and memory, as a table
#   make e2e     the tests in a browser
#   make client  the web app's client of the API, made anew from the routes as they stand
#   make web     the web app, built where its sources have changed (demo, test and e2e do so by themselves)

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help

export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
unexport VIRTUAL_ENV
unexport PYTHONPATH
unexport PYTHONHOME

BIN := .venv/bin
READY := .venv/.ready
say = @printf '\033[2m• %s\033[0m\n'

.PHONY: help demo test check format bench e2e web client
help:
	@sed -n 's/^#   //p' Makefile

demo: $(READY)
	@exec $(BIN)/banister demo $(ARGS)

web: $(READY)
	@$(BIN)/python -m banister.web_build

client: $(READY)
	@$(BIN)/python -m banister.web_client

# Where it cannot be built, the tests that need it skip, and say so.
test: $(READY)
	@$(BIN)/python -m banister.web_build || true
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not bench and not check" $(ARGS)

check: $(READY)
	$(say) "format and lint"
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	$(say) "types"
	@$(BIN)/mypy --no-error-summary
	$(say) "the house"
	@$(BIN)/python -m pytest -q tests/house
	$(say) "the web app"
	@$(BIN)/python -m pytest -q tests/web/test_checks.py

format: $(READY)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(READY)
	@$(BIN)/python -m tests.bench.run $(ARGS)

e2e: $(READY)
	@$(BIN)/python -m banister.web_build || true
	@$(BIN)/python -m pytest -m e2e $(ARGS)

# The environment: made once, and again whenever the lock file moved on.
$(READY): uv.lock | $(BIN)/uv
	$(say) "installing the packages of uv.lock"
	@$(BIN)/uv sync --frozen --inexact --all-extras --quiet || { \
	  printf '\033[2m• again without Node, which may have no wheel for this machine\033[0m\n'; \
	  $(BIN)/uv sync --frozen --inexact --all-extras --no-extra web --quiet; }
	@touch $@

$(BIN)/uv: | $(BIN)/python
	$(say) "installing uv"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13'

$(BIN)/python:
	@for python in $${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    printf '\033[2m• making .venv with %s\033[0m\n' "$$("$$python" --version)"; \
	    exec "$$python" -m venv .venv; \
	  fi; \
	done; \
	echo "Python 3.11 or newer is needed, with its venv module (Debian: apt install python3 python3-venv)" >&2; exit 1
