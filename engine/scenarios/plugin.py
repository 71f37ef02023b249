"""The pytest plugin: collects `*.scenario.yaml`, plays each story, and reports the coverage.

It is found by pytest through the entry point `guanjia`. What it needs of the product is imported
when the run begins, so that a coverage measurement of the product sees it being imported.
"""

from pathlib import Path

import pytest

COLLECTING = "engine.scenarios.collecting"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of coverage."""
    group = parser.getgroup("guanjia", "scenarios of processes (*.scenario.yaml)")
    group.addoption(
        "--bpmn-mode",
        choices=("engine", "api"),
        default="engine",
        help="play through the use cases (engine), or through REST and the database (api)",
    )
    group.addoption(
        "--bpmn-cov", action="store_true", help="report which parts of the processes were tried"
    )
    group.addoption(
        "--bpmn-cov-min",
        type=float,
        default=None,
        metavar="PERCENT",
        help="fail where the scenarios of a process cover less of its nodes and flows",
    )
    group.addoption(
        "--bpmn-cov-min-rules",
        type=float,
        default=None,
        metavar="PERCENT",
        help="fail where they cover less of the rules of its decision tables",
    )
    group.addoption(
        "--bpmn-cov-dir",
        type=Path,
        default=None,
        metavar="DIR",
        help="write coverage.json, lcov.info, index.html and a drawing per process",
    )
    group.addoption(
        "--bpmn-cov-since",
        default=None,
        metavar="VERSION",
        help="fail where no scenario passes what has changed since a revision of git, a folder,"
        " or an older diagram",
    )
    group.addoption(
        "--bpmn-cov-min-forms",
        type=float,
        default=None,
        metavar="PERCENT",
        help="fail where they cover less of the branches of forms and of the assignment rules",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Bring in what collects and plays."""
    config.pluginmanager.import_plugin(COLLECTING)
