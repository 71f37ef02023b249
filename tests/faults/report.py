"""What a run of the faults gave, by fault: a plug-in of pytest that adds up what tests counted."""

import platform
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime

COLUMNS = ("kills", "races", "acknowledged", "violations")
"""Figures that have a column of their own; others are told in words."""


class Report:
    """Gathers the outcome of each named test and its figures."""

    def __init__(self, rows, file=None) -> None:
        self._rows, self._file, self._began = rows, file, time.monotonic()
        self._outcomes: dict[str, Counter[str]] = defaultdict(Counter)
        self._figures: dict[str, Counter[str]] = defaultdict(Counter)
        self._seconds: Counter[str] = Counter()
        self._notes: dict[str, list[str]] = defaultdict(list)

    def pytest_runtest_logreport(self, report) -> None:
        """Note how a test ended; with xdist this is called where the results come together."""
        test = report.nodeid.partition("[")[0]
        self._seconds[test] += report.duration
        if report.when == "call" or not report.passed:
            self._outcomes[test][report.outcome] += 1
        if report.when == "call":
            for name, count in report.user_properties:
                self._figures[test][name] += count
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
            self._notes[test].append(reason.removeprefix("Skipped: "))
        elif report.failed:
            self._notes[test].append(f"FAILED {report.nodeid}")
        if report.when == "teardown" and self._file is not None:
            self.write()

    def write(self) -> str:
        """Write what is known so far, and return it: who breaks a run off has what it found."""
        text = self.text(seconds=time.monotonic() - self._began)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(text, encoding="utf-8")
        return text

    @property
    def is_sound(self) -> bool:
        """Whether every named test was run or skipped with a reason, and none found anything."""
        every = [test for row in self._rows for test in row.tests]
        ran = all(self._outcomes[test] for test in every)
        failed = any(self._outcomes[test]["failed"] for test in every)
        violations = sum(self._figures[test]["violations"] for test in every)
        return ran and not failed and not violations

    @property
    def untried(self) -> list[str]:
        """The faults of which every test was skipped: nothing is known of them."""
        return [row.fault for row in self._rows if self._is_untried(row.tests)]

    def _is_untried(self, tests) -> bool:
        """Tell whether tests were skipped, and none was run."""
        outcomes = sum((self._outcomes[test] for test in tests), Counter())
        return set(outcomes) == {"skipped"}

    def _verdict(self) -> str:
        if not self.is_sound:
            return "NOT SOUND"
        untried = ", ".join(self.untried)
        return (
            f"SKIPPED {untried}, the others lost nothing"
            if untried
            else "nothing lost, nothing twice"
        )

    def text(self, *, seconds: float) -> str:
        """Return the report as a page."""
        lines = [self._row(row.fault, row.what, row.tests) for row in self._rows]
        every = tuple(dict.fromkeys(test for row in self._rows for test in row.tests))
        lines.append(self._row("", "**all together**", every))
        head = f"| id | fault | passed | failed | skipped | {' | '.join(COLUMNS)} | and | seconds |"
        when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        return "\n".join(
            [
                f"# Faults, {when}: {self._verdict()}",
                "",
                f"{platform.platform()}, Python {platform.python_version()}, {seconds:.0f} s.",
                "",
                head,
                "|---" * (head.count("|") - 1) + "|",
                *lines,
                "",
                *self._remarks(),
                "",
            ]
        )

    def _row(self, fault, what, tests) -> str:
        outcomes, figures, seconds = Counter(), Counter(), 0.0
        for test in tests:
            outcomes += self._outcomes[test]
            figures.update(self._figures[test])
            seconds += self._seconds[test]
        told = [str(outcomes[name]) for name in ("passed", "failed", "skipped")]
        told += [str(figures[name]) if name in figures else "" for name in COLUMNS]
        more = ", ".join(f"{n} {name}" for name, n in figures.items() if name not in COLUMNS)
        said = f"{what} (SKIPPED)" if fault and self._is_untried(tests) else what
        return f"| {fault} | {said} | {' | '.join(told)} | {more} | {seconds:.0f} |"

    def _remarks(self):
        """Yield what was not run, and why."""
        for row in self._rows:
            for test in row.tests:
                if not self._outcomes[test]:
                    yield f"* {row.fault}: NOT RUN {test}"
                for note in dict.fromkeys(self._notes[test]):
                    yield f"* {row.fault}: {note}"


def summary(page) -> str:
    """Return a report in one line: its verdict, its machine and seconds, and what was counted."""
    lines = page.splitlines()
    head = next((line for line in lines if line.startswith("# Faults, ")), "# Faults, NO REPORT")
    where = next((line for line in lines if line.endswith(" s.")), "")
    names = _cells(next((line for line in lines if line.startswith("| id |")), ""))
    figures = _cells(next((line for line in lines if "**all together**" in line), ""))
    told = ", ".join(
        figure if name == "and" else f"{figure} {name}"
        for name, figure in list(zip(names, figures, strict=True))[2:-1]
        if figure
    )
    return f"{head.removeprefix('# Faults, ')}; {where.rpartition(', ')[2]} {told}".strip()


def _cells(line) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]
