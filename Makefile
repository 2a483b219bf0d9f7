# make run    the whole site with real regions on this machine
# make test   every test, against real servers
# make check  format, lint, types, import contracts, migrations, catalogues
# make bench  every measurement (ONLY=name for one)

PORT ?= 8000
ONLY ?=
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
MANAGE := HELPDESK_DEMO=1 $(BIN)/python manage.py

.PHONY: run test check bench lock demo-check
.DEFAULT_GOAL := run

run: .venv/run
	@exec env HELPDESK_DEMO=1 $(BIN)/python manage.py demo --port $(PORT)

demo-check: .venv/run
	@$(MANAGE) demo --check --port $(PORT)

test: .venv/dev
	@$(BIN)/python -m tests.run $(ARGS)

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check
	$(MANAGE) catalogues check

bench: .venv/dev
	@$(BIN)/python -m benchmarks $(ONLY)

# Sets of packages, installed from the hashed locks; redone when a lock changes.
.venv/run: requirements.txt | .venv/uv
	@echo "Installing packages …"
	@.venv/uv/bin/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt | .venv/uv
	@echo "Installing packages …"
	@.venv/uv/bin/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements-dev.txt
	@touch $@ .venv/run

# uv itself, taken from the system if it is there.
.venv/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' \
	  || { echo "Python 3.11 or 3.12 is needed; name it with: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Creating .venv …"
	@$(PYTHON) -m venv .venv
	@if command -v uv >/dev/null; then mkdir -p .venv/uv/bin && ln -s "$$(command -v uv)" .venv/uv/bin/uv; \
	 else $(PYTHON) -m venv .venv/uv && .venv/uv/bin/python -m pip install --quiet --disable-pip-version-check uv; fi \
	  || { rm -rf .venv/uv; exit 1; }

lock: | .venv/uv
	.venv/uv/bin/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.txt
	.venv/uv/bin/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml --group dev -o requirements-dev.txt
