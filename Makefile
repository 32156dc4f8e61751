# make brief: set up and write a brief from the packaged example.  make test: set up and pass the tests.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
DEV    := $(VENV)/.installed-dev

.PHONY: brief test test-all lint types bench clean

brief: $(STAMP)
	@$(BIN)/kaskazi brief --out brief.pdf --out brief.html

test: $(DEV)
	@$(BIN)/ruff check src databuild tests benchmarks
	@$(BIN)/ruff format --check src databuild tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n 2 --dist loadfile

test-all: $(DEV)
	@$(BIN)/ruff check src databuild tests benchmarks
	@$(BIN)/ruff format --check src databuild tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m ""

bench: $(DEV)
	@for b in benchmarks/bench_*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kaskazi needs Python 3.11 or newer; set PYTHON=python3.12, say" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml | $(BIN)/python
	@echo "Setting up in $(VENV) (first time only, about a minute) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e .
	@touch $@

$(DEV): pyproject.toml | $(BIN)/python
	@echo "Setting up the tests in $(VENV) (first time only) ..."
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e . --group dev
	@touch $(STAMP) $@

clean:
	rm -rf $(VENV) brief.html brief.pdf .pytest_cache .mypy_cache .ruff_cache .hypothesis
