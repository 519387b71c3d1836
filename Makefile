# Everything a newcomer types. Needs python3 (3.11 to 3.14) and make; leaves nothing outside this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Two workers by default: the smallest machine we know has two cores.
WORKERS ?= 2
# Compiled modules are kept for the many processes that tests start, whatever the shell says; `worksteal` keeps a file's tests together as long as both are busy.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
# A second environment, for the newest Python (`make test-newest PYTHON=python3.14`).
NEWEST := .venv-newest

.PHONY: help demo demo-web check test quick whole attack quick-newest test-newest lint types contracts bench locale docs pictures clean snapshots-update sbom audit

help:
	@echo "make demo   set everything up and open the demo prefecture"
	@echo "make demo-web  the same in a browser; prints the address and the accounts"
	@echo "make check  set everything up and run the quick checks: lint, types, contracts, tests that need no browser, server, database, crawl, kill or attack and take under a fifth of a second"
	@echo "make test   all checks, and a part of the attack on the averages"
	@echo "make attack the whole attack on the averages"
	@echo "make bench  the measurements, beside their alternatives"
	@echo "make locale collect and compile the translations"
	@echo "make docs   write docs/commands.md and docs/commands.ja.md, the help of every command"
	@echo "make sbom   what the product is made of, as CycloneDX (build/dxcheck-sbom.json)"
	@echo "make audit  known weaknesses of the pinned packages (needs the public advisory service)"
	@echo "make clean  remove what these commands made"

$(READY): pyproject.toml constraints.txt hatch_build.py
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 14) else "dxcheck needs Python 3.11 to 3.14; this is %d.%d. Try: make PYTHON=python3.12" % v)'
	$(PYTHON) -m venv $(VENV)
	PIP_CONSTRAINT="$(CURDIR)/constraints.txt" PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

# The compiled catalogues, made anew when a translation changed.
MO := $(patsubst %.po,%.mo,$(wildcard dxcheck/locale/*/LC_MESSAGES/*.po))
%.mo: %.po | $(READY)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(word 3,$(subst /, ,$<)) 2>/dev/null

demo: $(READY) $(MO)
	@$(BIN)/dxcheck demo demo

demo-web: $(READY) $(MO)
	@$(BIN)/dxcheck demo --web demo

# Beside one another: where nothing is cached, the types alone keep one core busy for a quarter of a minute.
check: $(READY) $(MO)
	@$(MAKE) --no-print-directory --jobs 4 lint types contracts quick

test: $(READY) $(MO)
	@$(MAKE) --no-print-directory --jobs 4 lint types contracts whole

# Marks are given by tests/conftest.py and told of in pyproject.toml.
QUICK := not browser and not server and not database and not crawl and not kills and not attack and not long
quick: $(READY) $(MO)
	HYPOTHESIS_PROFILE=$${HYPOTHESIS_PROFILE:-quick} $(PYTEST) -m "$(QUICK)"

whole: $(READY) $(MO)
	$(PYTEST)

attack: $(READY) $(MO)
	$(PYTEST) tests/attack --attack whole

# The tests alone on another Python: the quick ones, and all without a browser.
quick-newest: MARKED := $(QUICK)
test-newest: MARKED := not browser
quick-newest test-newest:
	$(MAKE) --no-print-directory VENV=$(NEWEST) PYTHON=$(PYTHON) $(NEWEST)/.ready
	$(MAKE) --no-print-directory VENV=$(NEWEST) PYTHON=$(PYTHON) $(MO)
	env -u PYTHONDONTWRITEBYTECODE $(NEWEST)/bin/python -m pytest -n $(WORKERS) --dist worksteal -m "$(MARKED)"

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports --no-cache

bench: $(READY) $(MO)
	$(BIN)/python -m bench

locale: $(READY)
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --project dxcheck --version 0 --copyright-holder "The dxcheck authors" --no-location --sort-output \
		-k _ -k _n:1,2 -k _c:1c,2 -k N_ -o dxcheck/locale/dxcheck.pot dxcheck
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --domain dxcheck -i dxcheck/locale/dxcheck.pot -d dxcheck/locale -l en
	rm -f dxcheck/locale/dxcheck.pot
	$(MAKE) --no-print-directory $(MO)

docs: $(READY) $(MO)
	$(BIN)/python docs/commands.py

pictures: $(READY) $(MO)
	$(BIN)/python docs/pictures.py

snapshots-update: $(READY) $(MO)
	$(BIN)/python -m pytest tests/app --snapshot-update
	DXCHECK_KEEP_PICTURES=1 $(BIN)/python -m pytest tests/charts/test_charts.py

# Tools of their own environment; the product's is made of nothing but what it needs to run.
TOOLS := build/supply/tools
PRODUCT := build/supply/product
$(TOOLS)/.ready: constraints-tools.txt
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check -r constraints-tools.txt
	@touch $@

sbom: $(TOOLS)/.ready
	rm -rf $(PRODUCT)
	$(PYTHON) -m venv --without-pip $(PRODUCT)
	PIP_CONSTRAINT="$(CURDIR)/constraints.txt" $(TOOLS)/bin/python -m pip --python $(PRODUCT)/bin/python install --quiet --disable-pip-version-check .
	$(TOOLS)/bin/cyclonedx-py environment --pyproject pyproject.toml --spec-version 1.6 --output-format JSON --output-file build/dxcheck-sbom.json $(PRODUCT)/bin/python
	@echo "build/dxcheck-sbom.json"

audit: $(TOOLS)/.ready
	$(TOOLS)/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip --strict

clean:
	rm -rf $(VENV) $(NEWEST) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
	find dxcheck -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
