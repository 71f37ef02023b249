"""Every fault in its long form, and one report of them all: `make faults`.

.venv/bin/python -m tests.faults.run [--short] [--report FILE] [--workers N] [F1 F7 ...]

Runs what docs/faults.md names. The report says for each fault, and for all together: tests, kills,
races, acknowledged operations, violations, and whatever else a test has counted (`tally`). Exit
code 1 where a test failed, an invariant was violated, or a named test was not run at all.
"""

import argparse
import os
import sys
from pathlib import Path

import pytest

from tests.faults.report import Report
from tests.faults.table import ROOT, rows

LONGEST = ("F2", "F13", "F19", "F18", "F15", "F16", "F6")
"""These begin first, so that no core stands idle while the last one runs."""
ORACLE = "3000"  # diagrams; `make oracle` plays ten thousand


def main() -> None:
    """Run, write the report, print it."""
    wanted = _arguments()
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
    sys.exit(int(code) or int(not report.is_sound))


def _tests(chosen):
    """Return the tests of these rows once each, those that take longest first."""
    first = sorted(chosen, key=lambda row: (row.fault not in LONGEST, _place(row.fault)))
    return list(dict.fromkeys(test for row in first for test in row.tests))


def _place(fault):
    return LONGEST.index(fault) if fault in LONGEST else int(fault[1:])


def _arguments():
    parser = argparse.ArgumentParser(prog="tests.faults.run")
    parser.add_argument("faults", nargs="*", metavar="FAULT", help="F1 … F19; all where none is")
    parser.add_argument("--short", action="store_true", help="the form of `make test`")
    parser.add_argument("--report", type=Path, default=ROOT / "build" / "faults.md")
    parser.add_argument("--workers", type=int, default=2, help="processes that run tests")
    return parser.parse_args()


if __name__ == "__main__":
    main()
