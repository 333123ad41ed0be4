# `make demo` and `make test` each do all the set-up they need: Python 3.11 or newer, make and a package index.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help setup demo test lint format docs constraints clean replay-tools browser-tools

help:
	@echo "make demo    crawl the bundled site, archive it, publish a dataset of it in .demo/"
	@echo "make test    run the tests"
	@echo "make lint    ruff and mypy"
	@echo "make replay-tools   pywb for jjscrape replay, in an environment of its own"
	@echo "make browser-tools   what the tests in a browser need beside Chromium"
	@echo "make setup   the virtual environment in $(VENV)/, done by the others as needed"

setup: $(READY)

$(READY): constraints.txt pyproject.toml Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "jjscrape needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY)
	$(BIN)/jjscrape demo --data .demo

test: $(READY)
	$(BIN)/python -m pytest

# spiders/ and pipelines/ are installed as parts of the package; mypy has to see them where they will be.
TYPED := build/typed/jjscrape
lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@rm -rf build/typed && mkdir -p $(TYPED)
	@ln -s $(CURDIR)/jjscrape/* $(CURDIR)/spiders $(CURDIR)/pipelines $(TYPED)/
	MYPYPATH=build/typed $(BIN)/mypy --cache-dir .mypy_cache -p jjscrape

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What in docs/ is made from the code.
docs: $(READY)
	$(BIN)/python -c 'from jjscrape.schema import dictionary; print(dictionary(), end="")' > docs/tables.md
	$(BIN)/python -c 'from jjscrape.policy import documented; print(documented(), end="")' > docs/gate.md

# For the tests in a browser, which also need Chromium from the system's packages; axe-core is used, not shipped.
browser-tools: build/browser-tools/node_modules/axe-core/axe.min.js
build/browser-tools/node_modules/axe-core/axe.min.js:
	npm install --silent --no-audit --no-fund --no-save --ignore-scripts --prefix build/browser-tools axe-core@4

# Needs uv. Versions and hashes only: where to get them is the reader's own setting.
constraints:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --upgrade --quiet --output-file constraints.txt

# pywb (GPL) and py-wacz are programs of their own: never in our environment, never imported.
REPLAY ?= $(HOME)/.cache/jjscrape/replay
replay-tools:
	$(PYTHON) -m venv $(REPLAY)
	$(REPLAY)/bin/python -m pip install --quiet --disable-pip-version-check pywb wacz "setuptools<81"
	@$(REPLAY)/bin/wayback --version

clean:
	rm -rf $(VENV) build dist .demo *.egg-info
