"""What pytest does with scenarios: a file is a suite, a story is a test, coverage is summed up."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Final

import pytest

from engine.errors import Invalid, Unavailable
from engine.scenarios import reporting, telling
from engine.scenarios.coverage import Covered, measure
from engine.scenarios.opening import alone, opening
from engine.scenarios.reading import ENDING, Scenario, Suite, read
from engine.scenarios.since import Changed, changed, older
from engine.scenarios.stage import Stage, resources
from engine.scenarios.stories import Run, Stories
from engine.scenarios.unmet import Unmet

_RUN: Final = pytest.StashKey["Run"]()
_SENT: Final = "guanjia_scenarios"
_LEAST: Final = {
    "--bpmn-cov-min": ("nodes", "flows", "boundary events"),
    "--bpmn-cov-min-rules": ("rules",),
    "--bpmn-cov-min-forms": ("form branches", "assignments"),
}


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect `*.scenario.yaml`."""
    if not file_path.name.endswith(ENDING):
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


class ScenarioFile(pytest.File):
    """The suite of one file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Read the file; a mistake in it is told with file and line."""
        try:
            suite = read(self.path)
        except Invalid as mistake:
            raise self.CollectError(str(mistake)) from None
        for scenario in suite.scenarios:
            yield ScenarioItem.from_parent(self, name=scenario.en, suite=suite, scenario=scenario)


class ScenarioItem(pytest.Item):
    """One story, as a test."""

    def __init__(self, *, suite: Suite, scenario: Scenario, **others: Any) -> None:
        super().__init__(**others)
        self.suite = suite
        self.scenario = scenario

    def runtest(self) -> None:
        """Play the story on a database of its own."""
        run = self.config.stash[_RUN]
        with alone(), run.opening(run.stage, self.suite) as play:
            telling.tell(play, self.scenario)
            run.trodden.add(play, self.scenario.en)
            run.folders.add(str(self.suite.path.parent))

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Say where the story went another way, without our own stack."""
        if isinstance(excinfo.value, Unmet):
            return f"{self.scenario.name}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the line of the story in its file."""
        return self.path, self.scenario.line - 1, self.scenario.name


def pytest_sessionstart(session: pytest.Session) -> None:
    """Make room for the databases of this run."""
    try:
        through = opening(session.config.getoption("--bpmn-mode"))
    except Unavailable as missing:
        raise pytest.UsageError(str(missing)) from None
    scratch = Path(mkdtemp(prefix="guanjia-scenarios-"))
    session.config.stash[_RUN] = Run(Stage(scratch), scratch, through)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the databases."""
    run = config.stash.get(_RUN, None)
    if run is not None:
        rmtree(run.scratch, ignore_errors=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Sum up; a worker of pytest-xdist sends what it has to its controller."""
    config = session.config
    run = config.stash[_RUN]
    if hasattr(config, "workeroutput"):
        sent = {"trodden": run.trodden.to_json(), "folders": sorted(run.folders)}
        config.workeroutput[_SENT] = sent
        return
    covered = _covered(config)
    if any(_complaints(config, covered)) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    folder = config.getoption("--bpmn-cov-dir")
    if folder is not None:
        reporting.write(covered, folder)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker of pytest-xdist has come by."""
    sent = getattr(node, "workeroutput", {}).get(_SENT)
    if sent is not None:
        run = node.config.stash[_RUN]
        run.trodden.merge(sent["trodden"])
        run.folders.update(sent["folders"])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the coverage where it is asked for, and whatever is too little of it."""
    covered = _covered(config)
    if config.getoption("--bpmn-cov") and covered:
        terminalreporter.section("scenario coverage")
        terminalreporter.write_line(reporting.text(covered))
    since = config.getoption("--bpmn-cov-since")
    if since is not None:
        terminalreporter.section(f"changed since {since}")
        terminalreporter.write_line(reporting.changes(_changed(config, since), since))
    for complaint in _complaints(config, covered):
        terminalreporter.write_line(f"FAIL: {complaint}", red=True)


def _complaints(config: pytest.Config, covered: list[Covered]) -> Iterator[str]:
    yield from _too_little(config, covered)
    since = config.getoption("--bpmn-cov-since")
    for one in _changed(config, since) if since is not None else ():
        if one.untried:
            untried = ", ".join(one.untried)
            yield f"{one.process}: changed since {since}, and no story passes {untried}"


def _changed(config: pytest.Config, since: str) -> list[Changed]:
    """Compare every process whose scenarios were played with an older version.

    Raises UsageError where there is no such version.
    """
    run = config.stash[_RUN]
    try:
        return [
            changed(one, resources(Path(folder)), older(since, Path(folder)))
            for folder in sorted(run.folders)
            for one in measure(resources(Path(folder)), run.trodden)
        ]
    except Invalid as mistake:
        raise pytest.UsageError(str(mistake)) from None


def _too_little(config: pytest.Config, covered: list[Covered]) -> Iterator[str]:
    """Yield a sentence for each process of which too little was tried."""
    for option, what in _LEAST.items():
        least = config.getoption(option)
        for one in covered if least is not None else ():
            percent = one.percent(what)
            if percent < least:
                yield (
                    f"{one.process}: {' and '.join(what)} are covered by {percent:.1f} %, "
                    f"{least:g} % is required"
                )


@pytest.fixture
def bpmn(request: pytest.FixtureRequest) -> Iterator[Stories]:
    """Return what a test tells stories with in Python."""
    run = request.config.stash[_RUN]
    with alone(), ExitStack() as opened:
        stories = Stories(run, request.path.parent, request.config.rootpath, opened)
        yield stories
        stories.finish(request.node.name)


def _covered(config: pytest.Config) -> list[Covered]:
    """Return the coverage of the processes whose scenarios were played."""
    run = config.stash[_RUN]
    return [
        replace(covered, file=str(Path(folder) / covered.file))
        for folder in sorted(run.folders)
        for covered in measure(resources(Path(folder)), run.trodden)
    ]
