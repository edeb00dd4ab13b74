# The only commands anyone needs. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint check fix bench setup setup-dev clean chromium

PYTHON ?= python3
PORT ?= 8501
WORKERS ?= 2

VENV := .venv
IN := $(VENV)/bin/
STAMPS := $(VENV)/stamps
BROWSERS := chromium chromium-browser google-chrome
PLAYWRIGHTS_OWN := "from playwright.sync_api import sync_playwright as p; print(p().start().chromium.executable_path)"

export PATH := $(CURDIR)/$(IN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 16

run: setup ## open the planner on http://localhost:8501 with the demo city
	@echo "邻圈: http://localhost:$(PORT) (Ctrl+C ends it)"
	@$(IN)streamlit run app.py --server.port $(PORT) --server.showEmailPrompt false \
	  --server.headless $(if $(DISPLAY)$(WAYLAND_DISPLAY),false,true)

test: setup-dev chromium ## run every test, those in a real browser too
	@status=0; \
	$(IN)pytest -n $(WORKERS) -m "not e2e" || status=1; \
	$(IN)pytest -m e2e || status=1; \
	exit $$status

lint: setup-dev ## format, lint, types and layers, without any test
	$(IN)ruff format --check .
	$(IN)ruff check .
	$(IN)mypy
	$(IN)lint-imports

check: lint ## the same and the fast tests
	$(IN)pytest -n $(WORKERS) -m "not slow and not e2e" -q

fix: setup-dev ## format, and mend what the linter can mend
	$(IN)ruff check --fix-only .
	$(IN)ruff format .

bench: setup-dev ## measure speed against other programs on the same work, as ratios
	$(IN)python -m bench

setup: $(STAMPS)/runtime $(STAMPS)/assets $(STAMPS)/warm ## set everything up without starting anything

setup-dev: setup $(STAMPS)/dev

clean: ## remove what the set-up and the tools made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .cache
	rm -rf pages/assets/vendor pages/assets/fonts static/vendor geo/briefing/fonts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(IN)python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Python 3.11 or newer is needed as $(PYTHON); name another with: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python's venv module is missing; install it with: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/runtime: requirements.txt | $(IN)python
	$(IN)python -m pip install --quiet -r requirements.txt
	@mkdir -p $(@D) && touch $@

$(STAMPS)/dev: requirements.txt requirements-dev.txt $(STAMPS)/runtime
	$(IN)python -m pip install --quiet -r requirements-dev.txt
	@mkdir -p $(@D) && touch $@

# Scripts, icons and fonts for the browser: fetched once, then served from this computer only.
$(STAMPS)/assets: $(wildcard pages/assets/*.py pages/assets/*.json) $(STAMPS)/runtime
	$(IN)python -m pages.assets.setup
	@mkdir -p $(@D) && touch $@

# The first walk compiles the kernels; do it here, not in front of somebody.
$(STAMPS)/warm: $(wildcard geo/streets/*.py geo/circles/*.py geo/grids/*/*.py) $(STAMPS)/runtime
	$(IN)python -m geo.circles.warm
	$(IN)python -m geo.grids.warm
	@mkdir -p $(@D) && touch $@

# Debian has Chromium as a package; where it has not (Ubuntu), Playwright brings its own.
chromium: | $(STAMPS)/dev
	@[ -n "$$(type -P $(BROWSERS))" ] || { \
	  if [ "$$(id -u)" != 0 ]; then \
	    echo "The browser tests need Chromium; install it with: sudo apt-get install chromium" >&2; exit 1; fi; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null || { \
	    $(IN)playwright install --with-deps chromium && ln -sf "$$($(IN)python -c $(PLAYWRIGHTS_OWN))" $(IN)chromium; }; }
