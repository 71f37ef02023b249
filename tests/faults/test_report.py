"""The report of `make faults`: figures are added up by fault, and what is missing makes it fail."""

from types import SimpleNamespace

from tests.faults.report import Report, summary
from tests.faults.table import Row

TEST = "tests/faults/test_x.py::test_it"


def told(outcome="passed", when="call", nodeid=f"{TEST}[sqlite]", **figures):
    return SimpleNamespace(
        nodeid=nodeid,
        when=when,
        outcome=outcome,
        duration=1.5,
        passed=outcome == "passed",
        failed=outcome == "failed",
        skipped=outcome == "skipped",
        longrepr=("file", 1, "Skipped: no such disk"),
        user_properties=list(figures.items()),
    )


def report(*reports, tests=(TEST,)):
    made = Report([Row(fault="F1", what="a fault", tests=tests, how="whole")])
    for each in reports:
        made.pytest_runtest_logreport(each)
    return made


def test_figures_of_all_forms_of_a_test_are_added_up():
    made = report(
        told(when="setup"),
        told(kills=3, acknowledged=20, violations=0),
        told(nodeid=f"{TEST}[postgresql]", kills=4, files=7),
    )

    text = made.text(seconds=9)

    assert made.is_sound
    assert "| F1 | a fault | 2 | 0 | 0 | 7 |  | 20 | 0 | 7 files | 4 |" in text
    assert "nothing lost" in text


def test_what_is_known_so_far_is_on_disk_after_each_test(tmp_path):
    file = tmp_path / "build" / "faults.md"
    made = Report([Row(fault="F1", what="a fault", tests=(TEST,), how="whole")], file)

    made.pytest_runtest_logreport(told(kills=3))
    made.pytest_runtest_logreport(told(when="teardown"))

    assert "| F1 | a fault | 1 | 0 | 0 | 3 |" in file.read_text(encoding="utf-8")


def test_a_violation_or_a_failure_is_told_and_makes_it_fail():
    violated = report(told(violations=1))
    failed = report(told("failed", violations=0))

    assert not violated.is_sound
    assert not failed.is_sound
    assert f"FAILED {TEST}[sqlite]" in failed.text(seconds=1)


def test_what_was_skipped_is_told_with_its_reason():
    made = report(told("skipped", when="setup"))

    assert made.is_sound
    assert "* F1: no such disk" in made.text(seconds=1)


def test_a_fault_of_which_all_was_skipped_is_told_as_skipped():
    untried = report(told("skipped", when="setup"))
    tried = report(told("skipped", when="setup"), told(nodeid=f"{TEST}[postgresql]", violations=0))

    assert untried.untried == ["F1"]
    assert "| F1 | a fault (SKIPPED) | 0 | 0 | 1 |" in untried.text(seconds=1)
    assert "nothing lost, nothing twice" not in untried.text(seconds=1)
    assert "SKIPPED F1, the others lost nothing" in summary(untried.text(seconds=1))
    assert tried.untried == []
    assert "nothing lost, nothing twice" in tried.text(seconds=1)


def test_a_named_test_that_was_not_run_makes_it_fail():
    made = report(told(), tests=(TEST, "tests/faults/test_x.py::test_another"))

    assert not made.is_sound
    assert "NOT RUN tests/faults/test_x.py::test_another" in made.text(seconds=1)


def test_a_run_is_told_in_one_line():
    made = report(told(kills=3, acknowledged=20, violations=0, files=7))

    line = summary(made.text(seconds=9))

    assert line.endswith(
        "nothing lost, nothing twice; 9 s. 1 passed, 0 failed, 0 skipped, 3 kills, "
        "20 acknowledged, 0 violations, 7 files"
    )
    assert summary("") == "NO REPORT;"
