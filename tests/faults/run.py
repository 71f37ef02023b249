"""Every fault in its long form, and one report of them all: `make faults`.

.venv/bin/python -m tests.faults.run [--short] [--report FILE] [--workers N] [--times N] [F1 F7 ...]

Runs what docs/faults.md names. The report says for each fault, and for all together: tests, kills,
races, acknowledged operations, violations, and whatever else a test has counted (`tally`). Exit
code 1 where a test failed, an invariant was violated, or a named test was not run at all. Of many
times the first that is not sound ends it, and the report has a line for each.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.report import Report, summary
from tests.faults.table import ROOT, rows

HEAVY = (
    "tests/faults/test_kill_under_load.py::test_killed_under_load_the_server_loses_nothing_and_does_nothing_twice",
    "tests/faults/test_long_loop.py::test_a_case_of_a_thousand_rounds_ends_and_its_last_rounds_cost_what_the_first_did",
)
DATABASES = ("sqlite", "postgresql")
"""These two begin, each worker with both on one of the databases; then what else takes long."""
LONGEST = ("F15", "F18", "F13", "F14", "F9", "F16", "F5", "F6")
"""These come next, so that no core stands idle while the last one runs."""
ORACLE = "3000"  # diagrams; `make oracle` plays ten thousand


def main() -> None:
    """Run, write the report, print it."""
    wanted = _arguments()
    sys.exit(_many(wanted.times, wanted.report) if wanted.times > 1 else _once(wanted))


def _once(wanted):
    os.chdir(ROOT)
    if not wanted.short:
        os.environ.setdefault("GUANJIA_FAULTS", "long")
        os.environ.setdefault("GUANJIA_ORACLE_CASES", ORACLE)
    chosen = [row for row in rows() if not wanted.faults or row.fault in wanted.faults]
    report = Report(chosen, wanted.report)
    options = ["-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    if wanted.workers > 1:
        options += ["-n", str(wanted.workers), "--dist", "load", "--maxschedchunk", "1"]
    code = pytest.main([*options, *_tests(chosen)], plugins=[report])
    sys.stdout.write(f"\n{report.write()}\n{wanted.report}\n")
    return int(code) or int(not report.is_sound)


def _many(times, report):
    """Run this very command so often, each time in a process of its own, until one is not sound."""
    asked = list(_without_times(sys.argv[1:]))
    told = []
    for number in range(1, times + 1):
        code = subprocess.run([sys.executable, "-m", "tests.faults.run", *asked], check=False)
        page = report.read_text(encoding="utf-8") if report.exists() else ""
        told.append(f"* run {number} of {times}: {summary(page)}")
        report.write_text("\n".join([page, *told, ""]), encoding="utf-8")
        sys.stdout.write(f"{told[-1]}\n")
        sys.stdout.flush()
        if code.returncode:
            return code.returncode
    return 0


def _without_times(arguments):
    """Leave `--times N` out of a command."""
    skip = False
    for each in arguments:
        if each == "--times":
            skip = True
        elif skip:
            skip = False
        elif not each.startswith("--times="):
            yield each


def _tests(chosen):
    """Return the tests of these rows once each, those that take longest first."""
    first = sorted(chosen, key=lambda row: (row.fault not in LONGEST, _place(row.fault)))
    named = list(dict.fromkeys(test for row in first for test in row.tests))
    heavy = [f"{test}[{one}]" for one in DATABASES for test in HEAVY if test in named]
    return [*heavy, *(test for test in named if test not in HEAVY)]


def _place(fault):
    return LONGEST.index(fault) if fault in LONGEST else int(fault[1:])


def _arguments():
    parser = argparse.ArgumentParser(prog="tests.faults.run", allow_abbrev=False)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help="F1 … F19; all where none is")
    parser.add_argument("--short", action="store_true", help="the form of `make test`")
    parser.add_argument("--report", type=Path, default=ROOT / "build" / "faults.md")
    parser.add_argument("--workers", type=int, default=2, help="processes that run tests")
    parser.add_argument("--times", type=int, default=1, help="how often; ends at the first failure")
    return parser.parse_args()


if __name__ == "__main__":
    main()
