# One virtual environment, pinned by hash; every target works on a machine with only Python 3.11+, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input

.PHONY: demo test coverage mutation fuzz docker-check audit sbom licenses check lint types format requirements clean

demo: $(VENV)/.runtime
	@$(BIN)/komando scan sample_images --records demo/records.jsonl --report demo/report.html --exit-zero

# Each process takes whole modules at first, so that what a module's tests share is made once. Three, for two processors:
# some of the suite waits, for services to end and for limits to pass.
SIDE_BY_SIDE := -n 3 --dist worksteal

# The program is compiled once for the hundreds of processes that tests start, whatever PYTHONDONTWRITEBYTECODE says.
test: $(VENV)/.dev
	@$(BIN)/python -m compileall -q app
	$(BIN)/pytest $(SIDE_BY_SIDE)

# Branch coverage of the suite, processes included, of the packages that decide; less than 95 % of one is an error.
# TESTS=tests/web measures what a part of the suite covers.
COVERED := gestures policy photo scan web
coverage: $(VENV)/.dev
	rm -rf build/coverage && mkdir -p build/coverage
	$(BIN)/coverage run -m pytest $(SIDE_BY_SIDE) $(TESTS)
	$(BIN)/coverage combine --quiet
	@rm -f build/coverage/data.* # of processes that were killed while they wrote
	$(BIN)/coverage report --include='app/komando/*/*'
	@for package in $(COVERED); do \
	  echo "$$package: $$($(BIN)/coverage report --include="app/komando/$$package/*" --format=total --precision=1) %"; done
	@for package in $(COVERED); do \
	  $(BIN)/coverage report --include="app/komando/$$package/*" --fail-under=95 > /dev/null || exit 1; done

# Mutants of the code that decides (docs/testing.md), in a copy: the working tree stays as it is.
MUTATION := build/mutation
$(MUTATION)/.done: requirements/mutation.txt $(VENV)/.dev
	rm -rf $(MUTATION)
	$(PIP) install --require-hashes --target $(MUTATION)/packages -r requirements/mutation.txt
	@touch $@

IN_COPY := cd $(MUTATION)/copy && PYTHONPATH=../packages PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 OPENBLAS_NUM_THREADS=1 \
  PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(abspath $(BIN))/python
mutation: $(MUTATION)/.done
	rm -rf $(MUTATION)/copy && mkdir $(MUTATION)/copy
	cp -r app $(MUTATION)/copy/src
	cp -r tests tools models sample_images pyproject.toml $(MUTATION)/copy
	$(IN_COPY) ../packages/bin/mutmut run --max-children 2
	@$(IN_COPY) ../packages/bin/mutmut results
	@($(IN_COPY) ../packages/bin/mutmut results --all true) | $(BIN)/python -m tools.mutation_table

# Ten thousand broken and hostile files; `make test` reads 500 of them.
fuzz: $(VENV)/.dev
	FUZZ_FILES=10000 $(BIN)/pytest tests/fuzz

# The image without Docker: needs root, debootstrap and the system's own package sources (docs/security.md).
docker-check:
	$(PYTHON) -m tools.docker_dry_run

# Tools that look at the supply chain, apart from what the tests run with.
SUPPLY := build/supply
$(SUPPLY)/.done: requirements/supply.txt
	$(PYTHON) -m venv --clear $(SUPPLY)
	$(SUPPLY)/bin/python -m pip --disable-pip-version-check --quiet --no-input install --require-hashes -r requirements/supply.txt
	@touch $@

# AUDIT=--allow-unreachable only says so where the database cannot be reached.
audit: $(SUPPLY)/.done $(VENV)/.dev
	@$(BIN)/python -m tools.audit $(SUPPLY)/bin/pip-audit $(AUDIT)

sbom: $(SUPPLY)/.done
	@$(SUPPLY)/bin/cyclonedx-py requirements requirements/runtime.txt --pyproject pyproject.toml \
	  --output-reproducible --of JSON -o build/komando.cdx.json && echo build/komando.cdx.json

licenses: $(VENV)/.dev
	@$(BIN)/python -m tools.write_licenses

check: lint types test

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/hadolint Dockerfile

types: $(VENV)/.dev
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	$(PIP) install --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

# Needs uv. No file in the repository names a package registry's host: hence no lock file and --no-emit-index-url.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
  --constraint requirements/constraints.in --override requirements/overrides.in
PINNED := --constraint requirements/runtime.txt
requirements:
	$(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(COMPILE) pyproject.toml --group dev $(PINNED) -o requirements/dev.txt
	$(COMPILE) pyproject.toml --group train $(PINNED) -o requirements/train.txt
	$(COMPILE) pyproject.toml --group proposals $(PINNED) -o requirements/proposals.txt
	$(COMPILE) --group supply -o requirements/supply.txt
	$(COMPILE) --group mutation --constraint requirements/dev.txt -o requirements/mutation.txt
	$(COMPILE) --group build --constraint requirements/dev.txt -o requirements/build.txt
	$(COMPILE) --group installer -o requirements/installer.txt

clean:
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache
