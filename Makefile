# `make demo` and `make test` each do all the set-up they need: Python 3.11 or newer, make and a package index.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Two stamps: what a user needs to run it, and what a developer needs beside that.
READY := $(VENV)/.ready
TOOLS := $(VENV)/.ready-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
HEAD := $(wildcard .git/logs/HEAD)

.PHONY: help setup demo test quick slow fuzz floors newest bench bench-quick dist lint format docs constraints clean \
	replay-tools browser-tools

help:
	@echo "make demo    crawl the bundled site, archive it, publish a dataset of it in .demo/"
	@echo "make test    run the tests, on all cores"
	@echo "make quick   most of the tests, in two minutes: no crawl, no browser, no other program"
	@echo "make slow    the tests that take many minutes: hundreds of kills, every cut, every mutant, every property at length"
	@echo "make fuzz    strange inputs for every reader of foreign bytes: some minutes; SEED=2 for others"
	@echo "make lint    ruff and mypy"
	@echo "make floors  the tests with the lowest versions of what it depends on"
	@echo "make newest  the tests with the newest versions; PYTHON=python3.13 for another Python"
	@echo "make bench   what it all costs, beside other tools: an hour; bench-quick: two minutes"
	@echo "make dist    sdist and wheel in dist/"
	@echo "make replay-tools   pywb for jjscrape replay, in an environment of its own"
	@echo "make browser-tools   what the tests in a browser need beside Chromium"
	@echo "make setup   the virtual environment in $(VENV)/, done by the others as needed"

setup: $(READY)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "jjscrape needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.pinned: constraints.txt | $(VENV)/bin/python
	$(PIP) --require-hashes --requirement constraints.txt
	@touch $@

$(VENV)/.pinned-dev: constraints-dev.txt $(VENV)/.pinned
	$(PIP) --require-hashes --requirement constraints-dev.txt
	@touch $@

# Again after each commit, because the version of the software names the commit.
$(READY): pyproject.toml $(HEAD) | $(VENV)/.pinned
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): $(VENV)/.pinned-dev $(READY)
	@touch $@

demo: $(READY)
	$(BIN)/jjscrape demo --data .demo

# Processes that tests start would each compile all of the package, where the environment keeps them from writing it.
test quick slow: export PYTHONDONTWRITEBYTECODE :=

# A file of tests stays on one core, where its fixtures are made once; tests/conftest.py says which files begin.
# One more than there are cores, since some tests wait for servers.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
PARALLEL ?= -n $(WORKERS) --dist loadfile --no-loadscope-reorder
test: $(TOOLS)
	$(BIN)/python -m pytest $(PARALLEL)

quick: $(TOOLS)
	$(BIN)/python -m pytest $(PARALLEL) -m "not crawl and not slow"

slow: $(TOOLS)
	$(BIN)/python -m pytest $(PARALLEL) -m "slow or property" --hypothesis-profile=thorough

SEED ?= 1
fuzz: $(TOOLS)
	$(BIN)/python benchmarks/fuzz_readers.py 100000 --seed $(SEED)
	$(BIN)/python benchmarks/fuzz.py 100000 --seed $(SEED)

# With the lowest version of each dependency that pyproject.toml admits, or the newest, each in an environment of its own.
# Warnings are none here: libraries that were not made for each other warn of each other.
LOWEST ?= build/lowest
floors: $(TOOLS)
	$(BIN)/uv venv --quiet --clear --python $(PYTHON) $(LOWEST)
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct --editable ".[test]"
	$(LOWEST)/bin/python -m pytest $(PARALLEL) -m "not crawl and not slow" -p no:cacheprovider -o filterwarnings=default

NEWEST ?= build/newest
newest: $(TOOLS)
	$(BIN)/uv venv --quiet --clear --python $(PYTHON) $(NEWEST)
	$(BIN)/uv pip install --quiet --python $(NEWEST)/bin/python --editable ".[test]"
	$(NEWEST)/bin/python -m pytest $(PARALLEL) -m "not crawl and not slow" -p no:cacheprovider -o filterwarnings=default

# EARLIER names a commit to measure beside this one. What wget and selectolax are compared with needs them installed.
EARLIER ?= 0.1.0
bench: $(TOOLS)
	$(BIN)/python benchmarks/bench.py --earlier $(EARLIER) --write docs/performance.md

bench-quick: $(TOOLS)
	$(BIN)/python benchmarks/bench.py --quick --json build/bench/quick.json

dist: $(TOOLS)
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist

# spiders/ and pipelines/ are installed as parts of the package; mypy has to see them where they will be.
TYPED := build/typed/jjscrape
lint: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@rm -rf build/typed && mkdir -p $(TYPED)
	@ln -s $(CURDIR)/jjscrape/* $(CURDIR)/spiders $(CURDIR)/pipelines $(TYPED)/
	MYPYPATH=build/typed $(BIN)/mypy --cache-dir .mypy_cache -p jjscrape

format: $(TOOLS)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What in docs/ is made from the code.
docs: $(READY)
	$(BIN)/python -c 'from jjscrape.schema import dictionary; print(dictionary(), end="")' > docs/tables.md
	$(BIN)/python -c 'from jjscrape.policy import documented; print(documented(), end="")' > docs/gate.md
	$(BIN)/python -c 'from jjscrape.pages.rules import documented; print(documented(), end="")' > docs/rules.md
	$(BIN)/python -c 'from jjscrape.failures import documented; print(documented(), end="")' > docs/failures.md

# For the tests in a browser, which also need Chromium from the system's packages; both are used, not shipped. Of
# ReplayWeb.page (AGPL) the package alone is needed, without what it is built from.
PLAYER := build/browser-tools/replaywebpage
browser-tools: build/browser-tools/node_modules/axe-core/axe.min.js $(PLAYER)/ui.js
$(PLAYER)/ui.js:
	mkdir -p $(PLAYER)
	cd $(PLAYER) && tar xzf "$$(npm pack --silent replaywebpage@2)" --strip-components=1 --touch && rm -f replaywebpage-*.tgz
build/browser-tools/node_modules/axe-core/axe.min.js:
	npm install --silent --no-audit --no-fund --no-save --ignore-scripts --prefix build/browser-tools axe-core@4

# Versions and hashes only: where to get them is the reader's own setting.
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --upgrade --quiet
constraints: $(TOOLS)
	$(COMPILE) --extra build --output-file constraints.txt
	$(COMPILE) --extra dev --constraint constraints.txt --output-file constraints-dev.txt

# pywb (GPL) and py-wacz are programs of their own: never in our environment, never imported.
REPLAY ?= $(HOME)/.cache/jjscrape/replay
replay-tools:
	$(PYTHON) -m venv $(REPLAY)
	$(REPLAY)/bin/python -m pip install --quiet --disable-pip-version-check pywb wacz "setuptools<81"
	@$(REPLAY)/bin/wayback --version

clean:
	rm -rf $(VENV) build dist .demo *.egg-info
