# One word per chore. `make desk` and `make test` are all a newcomer needs; `make help` lists the rest.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help desk test check static wheel lock clean

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Wheels only, each with a hash we locked; where they come from is for pip's own configuration to say.
LOCKED := $(INSTALL) --require-hashes --only-binary :all:
COMPILE := $(BIN)/uv pip compile --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --no-annotate

# The interpreter to build on: PYTHON if given, else the newest suitable one on the path.
PYTHON ?=
CANDIDATES = $(or $(PYTHON),python3.13 python3.12 python3.11 python3)

help: ## Say what each word does
	@sed -n 's/^\([a-z]*\):.*## /  make \1  \t/p' Makefile | expand -t 16

desk: $(VENV)/.desk-ready ## Open the desk; without an account it is a practice desk on a simulated X
	@$(BIN)/tui-desk $(ARGS)

test: $(VENV)/.dev-ready ## Run the tests (ARGS="tests/domain -k outbox" narrows them)
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: static wheel test ## Do everything the continuous integration does

static: $(VENV)/.dev-ready ## Check format, lint, types and import contracts
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

wheel: $(VENV)/.dev-ready ## Build the wheel into dist/ and start it from a clean environment
	rm -rf build/clean-venv dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist
	$(BIN)/python -m venv build/clean-venv
	build/clean-venv/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --only-binary :all: -r requirements/runtime.lock
	build/clean-venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps dist/*.whl
	build/clean-venv/bin/python -m pip check
	build/clean-venv/bin/tui-desk --version

lock: $(VENV)/.dev-ready ## Bring requirements/*.lock in step with pyproject.toml
	$(COMPILE) pyproject.toml --output-file requirements/runtime.lock
	$(COMPILE) --group build --output-file requirements/build.lock
	$(COMPILE) pyproject.toml --group dev --constraints requirements/runtime.lock \
		--constraints requirements/build.lock --output-file requirements/dev.lock

clean: ## Remove everything that was set up or built here
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find tui_desk tests -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.desk-ready: $(VENV)/.created requirements/runtime.lock requirements/build.lock pyproject.toml
	@echo 'Installing what the desk needs into $(VENV) ...'
	@$(LOCKED) -r requirements/runtime.lock -r requirements/build.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q tui_desk
	@touch $@

$(VENV)/.dev-ready: $(VENV)/.desk-ready requirements/dev.lock
	@echo 'Installing what the checks need into $(VENV) ...'
	@$(LOCKED) -r requirements/dev.lock
	@touch $@

$(VENV)/.created:
	@for candidate in $(CANDIDATES); do \
		"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		recent=$$candidate; \
		"$$candidate" -c 'import ensurepip, venv' 2>/dev/null || continue; \
		suitable=$$candidate; break; \
	done; \
	if [ -z "$$recent" ]; then \
		echo 'tui_desk needs Python 3.11 or newer, and none of these is one: $(CANDIDATES).' >&2; \
		echo 'Install one, or name one you have: make PYTHON=/path/to/python3 $(MAKECMDGOALS)' >&2; \
		exit 1; \
	elif [ -z "$$suitable" ]; then \
		echo "$$recent cannot make virtual environments: its venv module is missing." >&2; \
		echo 'Install it (on Debian and Ubuntu the package is python3-venv), then run make again.' >&2; \
		exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$suitable" --version) ..."; \
	"$$suitable" -m venv $(VENV)
	@touch $@
