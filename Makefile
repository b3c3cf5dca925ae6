# One door for everything: people, pre-commit habits and CI call these targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# Apart from var/, which holds the demo and is removed by `make clean`.
COUNCIL_DATA := $(or $(PMMI_VAR_DIR),$(CURDIR)/council-data)
SETUP := $(VENV)/.ready
# What Python compiles is kept, whatever the environment says: compiling the tests anew takes as long as many of them.
export PYTHONDONTWRITEBYTECODE =
TEST_SETUP := $(VENV)/.test-ready
CHECK_SETUP := $(VENV)/.check-ready
# pip compiles one file after the other: left out, and done on all cores once they are there. Nobody runs the packages'
# own tests, a seventh of them.
INSTALL = $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check
COMPILE = $(BIN)/python -m compileall -q -j 0 -x '/tests/' $(VENV)/lib
# With a Node of the machine's own, the assets are built while the packages are installed; else one is installed.
NODE := $(shell $(PYTHON) static/build.py --has-node 2>/dev/null && echo yes)
NODE_SETUP := $(if $(NODE),,$(VENV)/.node-ready)
BUILD = $(if $(NODE),$(PYTHON),$(BIN)/python) static/build.py
RANDOM_KEY = $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))'

.PHONY: help demo council test test-fast agreement faults mutants coverage check format sweep lighthouse bench drill-tarpit drill-mail-hour drill-deadlock drill-import drill-restore drill-front-door drill-first-hour drill-guide drill-upgrade fuzz sbom licences scan scan-api scan-code scan-pages scan-parameters setup assets nu clean drill-lockout

help: ## What each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(SETUP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "PMMI needs Python 3.11 or later: apt-get install python3.11 (or later)")'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python cannot make environments: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) -r requirements.txt
	@$(COMPILE)
	@touch $@

$(TEST_SETUP): $(SETUP) tests/requirements.txt
	$(INSTALL) -r tests/requirements.txt
	@$(COMPILE)
	@touch $@

$(CHECK_SETUP): $(TEST_SETUP) tests/checks.txt
	$(INSTALL) -r tests/checks.txt
	@$(COMPILE)
	@touch $@

# Scanners in environments of their own: their libraries are not ours.
$(VENV)/scan-%/.ready: tests/scanners/%.txt | $(SETUP)
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# Its instruments are its own; of the product it needs what is pure.
$(VENV)/fuzz/.ready: tests/fuzz/requirements.txt | $(SETUP)
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(VENV)/.node-ready: $(SETUP) static/requirements.txt
	$(INSTALL) -r static/requirements.txt
	@touch $@

assets: $(NODE_SETUP)
	@$(BUILD)

# The checker of pages, where there is the Java that it needs.
nu: $(NODE_SETUP)
	@! command -v java >/dev/null || $(BUILD) --install tests/nu

setup: ## Create the environment and build the front-end assets
	@$(MAKE) --no-print-directory --jobs=2 $(SETUP) assets

demo: setup ## Set up and run the product with the demo council: web, worker and scheduler (PORT=8000)
	@PMMI_MODE=demo $(BIN)/python manage.py demo --bind 127.0.0.1:$(PORT)

council: setup ## Set up and run the product for a council of your own, empty at first (PORT=8000, kept in council-data/)
	@PMMI_MODE=local PMMI_VAR_DIR="$(COUNCIL_DATA)" $(BIN)/python manage.py council --bind 127.0.0.1:$(PORT)

test: ## Set up and run all tests; says what it skipped and why
	@$(MAKE) --no-print-directory --jobs=2 $(TEST_SETUP) assets nu
	@$(BIN)/python -m tests.run

coverage: $(TEST_SETUP) ## Every branch of the rules is tested by their own tests
	@$(BIN)/pytest -q -m "" tests/indicators/rules --cov=indicators.rules --cov-branch --cov-fail-under=100

test-fast: $(TEST_SETUP) assets ## What an engineer runs again and again: no services, no browser, no sweeps over every route
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n 2 --dist loadscope  # compiling all tests takes longer than many of them

agreement: $(TEST_SETUP) assets ## Read whole councils page by page; PMMI_AGREEMENT_COUNCILS=200 for many
	@$(BIN)/pytest -n 2 -m agreement tests/agreement

faults: $(TEST_SETUP) assets ## Put each mended fault back, one at a time, and see that it is noticed
	@$(BIN)/pytest -q -p no:randomly -m faults tests/agreement/test_faults.py

mutants: $(TEST_SETUP) assets ## Put a small fault into rules and permissions, one at a time, and see that a test notices; PMMI_MUTANTS=all for all
	@$(BIN)/python -m tests.mutants $(FILES)

check: $(CHECK_SETUP) assets scan-code ## Lint, types, import contracts, migrations, deployment check, templates, scan-code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	PMMI_MODE=demo $(BIN)/python manage.py makemigrations --check --dry-run
	PMMI_MODE=served PMMI_SECRET_KEY=$$($(RANDOM_KEY)) PMMI_AUDIT_KEY=$$($(RANDOM_KEY)) \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/djhtml --check --tabwidth 2 templates
	$(BIN)/python -m pip check --disable-pip-version-check

format: $(CHECK_SETUP) ## Put code and templates into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djhtml --tabwidth 2 templates

sweep: $(TEST_SETUP) assets ## Every kind of page as everybody sees it, on a phone and at a desk: the keys themselves, axe, what hides, moves or is cut off
	@PMMI_SWEEP=all $(BIN)/pytest -q -rP -n 2 --maxschedchunk 1 -p no:randomly -m browser tests/browser/test_sweep.py

lighthouse: $(TEST_SETUP) $(NODE_SETUP) assets ## Lighthouse's scores of ten pages as phones see them, beside a bare page of the same shell
	@$(BUILD) --install tests/lighthouse
	@$(BIN)/python -m tests.lighthouse

bench: $(TEST_SETUP) assets ## Measure the performance goals on PostgreSQL against floors of the same run; prints a table
	@$(BIN)/pytest -m bench -s -q -p no:randomly tests/bench

drill-tarpit: $(TEST_SETUP) assets ## A mail server that never answers: pages stay quick, builds run, all mail leaves once later
	@$(BIN)/python -m tests.drills.tarpit

drill-mail-hour: $(TEST_SETUP) assets ## Mail down for an hour: pages stay quick, all mail leaves once when it is back
	@$(BIN)/python -m tests.drills.mail_hour

drill-deadlock: $(TEST_SETUP) ## Move the timetable while returns are handed in, on PostgreSQL: no deadlock
	@$(BIN)/python -m tests.drills.deadlock

drill-import: $(TEST_SETUP) assets ## Import 50,000 rows beside 20 people, on SQLite and PostgreSQL: nobody fails, nobody waits long
	@$(BIN)/python -m tests.drills.importing

drill-lockout: setup ## Strangers at 200 addresses try to lock eight people out, who sign in meanwhile
	@$(BIN)/python -m tests.drills.lockout

drill-restore: $(TEST_SETUP) assets ## Back up under load and restore into the other kind of database, both ways
	@$(BIN)/pytest -m drill -s -q -p no:randomly tests/drills/test_restore.py

drill-front-door: $(TEST_SETUP) assets ## Slow requests and a body of 400 MB, at the web process and behind nginx
	@$(BIN)/pytest -m drill -s -q -p no:randomly tests/drills/test_front_door.py

drill-first-hour: $(TEST_SETUP) assets ## From `make council` through the set-up guide to the first quarter reported, invitations by mail
	@$(BIN)/pytest -m drill -s -q -p no:randomly tests/drills/test_first_hour.py

drill-guide: $(TEST_SETUP) ## Do what docs/operations.md says, literally, on a bare Debian of its own; as root
	@$(BIN)/python -m tests.drills.guide

drill-upgrade: $(TEST_SETUP) assets ## Databases of each earlier version are brought up to date, and nothing is lost
	@$(BIN)/python -m tests.drills.upgrade

fuzz: $(VENV)/fuzz/.ready ## Give readers of what people type made-up texts, led by what the code does with them; PMMI_FUZZ_SECONDS=60 each
	@$(VENV)/fuzz/bin/python -m tests.fuzz

sbom: setup ## A bill of materials of what the product is built with, as var/sbom.json
	@$(BIN)/python deploy/components.py sbom var/sbom.json

licences: setup ## Write the table of docs/licences.md anew, after a change of packages
	@$(BIN)/python deploy/components.py licences docs/licences.md

scan: scan-code scan-pages scan-parameters scan-api ## All scanners (docs/scanners.md)

scan-code: $(VENV)/scan-code/.ready ## bandit, and semgrep with our rules, on the code
	@$(BIN)/python -m tests.scanners code $(VENV)/scan-code/bin

scan-pages: $(TEST_SETUP) $(VENV)/scan-web/.ready assets ## wapiti on every route of the demo, as each of its people
	@nice -n 10 $(BIN)/python -m tests.scanners pages $(VENV)/scan-web/bin

scan-parameters: $(TEST_SETUP) $(VENV)/scan-web/.ready assets ## sqlmap on every parameter of the demo's pages
	@nice -n 10 $(BIN)/python -m tests.scanners parameters $(VENV)/scan-web/bin

scan-api: $(TEST_SETUP) $(VENV)/scan-api/.ready assets ## schemathesis on what other systems ask, with a token of each of the demo's people
	@nice -n 10 $(BIN)/python -m tests.scanners api $(VENV)/scan-api/bin

clean: ## Remove the environment, built assets and the demo council
	rm -rf $(VENV) static/built static/node_modules tests/nu/node_modules tests/lighthouse/node_modules var
