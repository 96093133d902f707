# The two commands: `make run` starts the line on this machine, `make test` tests it.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-times test-long coverage lint docs bench recount reference chaos chaos-cluster install requirements screenshots sbom audit clean
.DEFAULT_GOAL := run

PIP := $(BIN)/python -m pip --disable-pip-version-check
NO_NETWORK := { echo "The packages could not be installed. The first time this needs the network, or a mirror in PIP_INDEX_URL." >&2; exit 1; }

install: .venv/installed

# What runs the line; the tests' own packages are as large again.
.venv/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "This needs Python 3.11 or newer. If there is one by another name: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Installing the packages into .venv. This is done once and takes a minute."
	$(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.txt || $(NO_NETWORK)
	@sed -n '/^setuptools==/,/[^\\]$$/p' requirements-dev.txt >.venv/setuptools.txt
	@$(PIP) install --quiet --require-hashes -r .venv/setuptools.txt || $(NO_NETWORK)
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.venv/installed: .venv/ready requirements-dev.txt
	@$(PIP) install --require-hashes -r requirements-dev.txt || $(NO_NETWORK)
	touch $@

# In another terminal the command is $(BIN)/helpdesk, unless that folder is on PATH.
run: .venv/ready
	$(BIN)/helpdesk run

# One more at a time than there are cores, as tests wait for other processes; a module's tests stay together, as they share
# what is slow to start. Those processes are quicker to start from bytecode, whatever the environment says of writing it.
# A few failures are looked at again alone, since a machine that others use too can make an unsteady test fail.
test test-times test-long: export PYTHONDONTWRITEBYTECODE =
test: install
	$(BIN)/python -m tests.second_look --numprocesses 3 --dist loadfile --no-loadscope-reorder

# What looks at the clock, as if it were another moment: next year, February 29, when the clock changes. Needs a C compiler.
test-times: install
	$(BIN)/python -m tests.at

# Chaos, load, simulations and browsers at length: one after the other.
test-long: install
	$(BIN)/python -m pytest -m long

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.lua_and_javascript

# Which lines the tests reach, in the processes that they start too; TESTS=tests/store measures a part. Writes htmlcov/.
coverage: install
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --cov --cov-report=term:skip-covered --cov-report=html $(TESTS)

# The pages in docs/ as a web site, in site/; a broken link fails.
docs: install
	$(BIN)/python -m docs.build_site site

bench: install
	$(BIN)/python -m bench

chaos: install
	$(BIN)/python -m chaos

chaos-cluster: install
	$(BIN)/python -m chaos --database sentinel
	$(BIN)/python -m chaos --database cluster

recount: install
	$(BIN)/python -m tests.oracles.recount

reference: install
	$(BIN)/python -m tests.oracles.reference
	$(BIN)/python -m tests.oracles.announced

# Compiled anew when pyproject.toml changes its ranges; needs uv.
requirements:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header -o requirements.txt pyproject.toml
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra dev -o requirements-dev.txt pyproject.toml

# The guides' pictures, anew from the running program. Needs Debian's chromium.
screenshots: install
	$(BIN)/python -m docs.screenshots

# What production is made of, for a release: CycloneDX JSON.
sbom: install
	$(BIN)/python deploy/sbom.py dist/sbom.json

# Known holes in those packages. Needs pip-audit on the machine, and a way to the public list that it asks.
audit:
	pip-audit --require-hashes --disable-pip -r requirements.txt

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov site artifacts .ci/node_modules
