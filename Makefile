# Weerbaar on a bare machine: Debian 12 or later with Python 3.11 to 3.13, as root or as an ordinary user.
#
#   make demo     everything, with a demo municipality, on http://127.0.0.1:8000 and http://127.0.0.1:8001
#   make codes    who can sign in to the demo, with the codes of this moment
#   make test     every test, against a real PostgreSQL and a real browser
#   make bench    the measurements
#   make lint     style, types and floors
#
# The recipes call `.venv/bin/python -m …`: the line that names the interpreter in an installed script has a limit,
# and a checkout may lie deeper than that.

PYTHON := .venv/bin/python
WEERBAAR := $(PYTHON) -m weerbaar.config.cli
PIP := deploy/install/pip
STAMPS := .venv/.stamps

# A checkout that was moved or copied has an environment that points elsewhere: begin anew.
ifneq ($(shell cat .venv/.place 2>/dev/null),$(CURDIR))
$(shell rm -rf .venv/.stamps)
endif

.PHONY: install install-tests demo codes test bench lint lock
.DELETE_ON_ERROR:

install: $(STAMPS)/product $(STAMPS)/translations

install-tests: install $(STAMPS)/tests

$(STAMPS)/venv: deploy/install/venv
	@deploy/install/venv
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/product: $(STAMPS)/venv requirements.txt pyproject.toml
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/tests: $(STAMPS)/product requirements-dev.txt
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

$(STAMPS)/translations: $(STAMPS)/product $(shell find src -name '*.po')
	@for folder in $$(find src -type d -name locale); do \
		if [ -n "$$(find "$$folder" -name '*.po')" ]; then \
			$(PYTHON) -m babel.messages.frontend --quiet compile --domain django --directory "$$folder" || exit 1; \
		fi; \
	done
	@touch $@

demo: install
	@$(WEERBAAR) migrate
	@$(WEERBAAR) demo
	@exec $(WEERBAAR) serve --work

codes: install
	@$(WEERBAAR) demo

test: install-tests
	@deploy/install/chromium
	@deploy/install/dovecot
	@$(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder

bench: install-tests
	@deploy/install/chromium
	@deploy/install/dovecot
	@$(PYTHON) -m bench

lint: install-tests
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m pyright
	@$(PYTHON) -c 'import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())'

# Renew the pinned versions. No address of a registry is written down: each installs from the one it trusts.
LOCK := uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --quiet
lock:
	@$(LOCK) pyproject.toml deploy/install/build.in --output-file requirements.txt
	@$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' \
		| $(LOCK) - --constraint requirements.txt --output-file requirements-dev.txt
