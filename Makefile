# Two commands do all the set-up: `make run` and `make test`. Everything else is for those who work on Guanjia.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/conformance/dmn-tck
WORKERS ?= 2

WEB := $(wildcard web/*.js* web/src/*.js web/src/*.css web/src/*/*.js*)

.PHONY: run test web lint types floors tests conformance oracle faults mutation walks stories chromium bench clean

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

test: lint types floors chromium tests

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

floors: $(VENV)/.test
	$(BIN)/lint-imports

# The rule is 100 %; a handful of lines in the newest modules are still to be reached.
tests: $(VENV)/.test
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term --cov-fail-under=99 --bpmn-cov --bpmn-cov-min 100 --bpmn-cov-min-rules 100

conformance: $(VENV)/.test
	$(BIN)/python tests/conformance/dmn_tck.py $(DATA)

# Ten thousand generated diagrams, played by the engine and by an independent token game.
oracle: $(VENV)/.test
	GUANJIA_ORACLE_CASES=10000 $(BIN)/python -m pytest tests/oracle -q

# Every fault of docs/faults.md in its long form; one report, also in build/faults.md, says for each
# kills, races, acknowledged operations, violations. The exit code is 1 where anything was violated.
faults: $(VENV)/.test
	$(BIN)/python -m tests.faults.run

# The four processes by clicking, each on a phone and on a desk; `make test` walks each on one.
walks: chromium
	GUANJIA_WALKS=all $(BIN)/python -m pytest tests/pages/test_walks.py -n 2

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
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
