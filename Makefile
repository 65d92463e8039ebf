# make run    extract the claims of a real article and print them
# make test   lint, types, layers, documentation, tests
# make docs   the documentation in a browser, made anew whenever a page changes
# All set up what they need in .venv, once; PYTHON picks the interpreter (3.11 to 3.13).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARTICLE := data/raw/askanews-nato-kursk.txt

.DEFAULT_GOAL := run
.PHONY: run test docs clean
export NO_MKDOCS_2_WARNING = 1  # an advertisement

run: $(VENV)/.installed
	$(BIN)/claimx extract --format table $(ARTICLE)

test: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/mkdocs build --strict --quiet
	$(BIN)/pytest

docs: $(VENV)/.installed-dev
	$(BIN)/mkdocs serve

clean:
	rm -rf $(VENV) build dist .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

$(BIN)/python:
	$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info < (3, 14) or sys.exit("claimx needs Python 3.11 to 3.13, and $(PYTHON) is " + sys.version.split()[0] + ": name another, as in make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@ $(VENV)/.installed
