# Two commands do all the set-up: `make run` and `make test`. Everything else is for those who work on Guanjia.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/conformance/dmn-tck
WORKERS ?= 2
MINER := .venv-pm4py

WEB := $(wildcard web/*.js* web/src/*.js web/src/*.css web/src/*/*.js*)

.PHONY: run pm4py test web lint types floors tests conformance oracle faults mutation walks stories chromium ldap bench clean

run: $(VENV)/.run
	$(BIN)/guanjia serve

# Installing builds the designer's bundle too; without a way to its packages everything else works.
$(VENV)/.run: pyproject.toml $(WEB)
	$(PY) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check -e .
	@test -f api/static/build/stamp || echo "no designer: its bundle could not be built (make web says why)"
	touch $@

web: $(VENV)/.run
	$(BIN)/python web/build.py

$(VENV)/.test: pyproject.toml $(VENV)/.run
	$(BIN)/pip install -q --disable-pip-version-check -e '.[test]'
	touch $@

test: lint types floors chromium ldap tests

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

floors: $(VENV)/.test
	$(BIN)/lint-imports

# The rule is 100 %; a handful of lines in the newest modules are still to be reached.
tests: $(VENV)/.test pm4py
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term --cov-fail-under=99 --bpmn-cov --bpmn-cov-min 100 --bpmn-cov-min-rules 100

# A process miner that reads exported event logs: AGPL, so never a dependency but a program beside,
# in an environment of its own (docs/why/0510). Its tests are skipped where it cannot be installed.
pm4py: $(MINER)/.done

$(MINER)/.done:
	@{ $(PY) -m venv $(MINER) && $(MINER)/bin/pip install -q --disable-pip-version-check --no-compile pm4py==2.7.23.11 && touch $@; } \
	  || { rm -rf $(MINER); echo "no pm4py: what reads event logs with it will be skipped"; }

conformance: $(VENV)/.test
	$(BIN)/python tests/conformance/dmn_tck.py $(DATA)

# Ten thousand generated diagrams, played by the engine and by an independent token game.
oracle: $(VENV)/.test
	GUANJIA_ORACLE_CASES=10000 $(BIN)/python -m pytest tests/oracle -q

# Every fault of docs/faults.md in its long form; one report, also in build/faults.md, says for each
# kills, races, acknowledged operations, violations. The exit code is 1 where anything was violated.
faults: $(VENV)/.test
	$(BIN)/python -m tests.faults.run

# The four processes by clicking, each on a phone and on a desk; pictures of them are in tests/artifacts.
walks: chromium
	$(BIN)/python -m pytest tests/pages/test_walks.py -n 2

# Every story of a process once more, through REST and the database; `make test` plays one of each.
stories: $(VENV)/.test
	$(BIN)/python -m pytest processes docs/howto/policies --bpmn-mode=api -n $(WORKERS)

# Every correction is taken out of a copy, one at a time: the test that is named for it must notice.
mutation: $(VENV)/.test
	$(BIN)/python tests/mutation/run.py

# Browser tests need Chromium and a Chinese font; on a machine that may install packages they are fetched.
chromium:
	@command -v chromium >/dev/null 2>&1 || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    chromium fonts-noto-cjk >/dev/null; } || echo "no Chromium: browser tests will be skipped"

# Sign-in by a directory is tried against OpenLDAP's slapd; python-ldap is built on this machine.
# No service is started: policy-rc.d says no while the package is set up.
ldap: $(VENV)/.test
	@{ command -v slapd >/dev/null 2>&1 || [ -x /usr/sbin/slapd ]; } && [ -f /usr/include/ldap.h ] && [ -f /usr/include/sasl/sasl.h ] || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && { \
	  [ -e /usr/sbin/policy-rc.d ] || { mine=1; printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d; }; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    slapd libldap-dev libsasl2-dev gcc >/dev/null; done=$$?; \
	  [ -z "$$mine" ] || rm -f /usr/sbin/policy-rc.d; [ "$$done" = 0 ]; }; } || echo "no slapd: its tests will be skipped"
	@$(BIN)/python -c 'import ldap' 2>/dev/null || $(BIN)/pip install -q --disable-pip-version-check -e '.[ldap]' \
	  || echo "no python-ldap: sign-in by a directory will not be tested"

# Short defaults; each script takes larger numbers (bench/README.md). Floors are taken in the same run.
bench: $(VENV)/.test
	$(BIN)/python bench/complete_task.py
	for database in sqlite postgresql; do for script in multi_instance vote history timers start worklist; do \
	  $(BIN)/python bench/$$script.py $$database || exit 1; done; done
	$(BIN)/python bench/state.py
	$(BIN)/python bench/feel.py
	@command -v node >/dev/null && [ -n "$$GUANJIA_BENCH_PEERS" ] && (cd "$$GUANJIA_BENCH_PEERS" && node "$(CURDIR)/bench/peers/bpmn_engine.mjs" 200) \
	  || echo "no peer: npm install bpmn-engine in a folder, and name it in GUANJIA_BENCH_PEERS"

clean:
	rm -rf $(VENV) $(MINER) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
