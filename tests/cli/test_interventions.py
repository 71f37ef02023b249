"""Interventions from the command line: tried first, then done, with a reason."""

import re

import pytest

from tests.cli.test_cli import company, guanjia, home  # noqa: F401  (fixtures)
from tests.usecases import diagrams


@pytest.fixture
def parallel(guanjia, company, home):  # noqa: F811
    """A running case with two open tasks; returns its id."""
    (home / "p.bpmn").write_bytes(diagrams.PARALLEL)
    guanjia("deploy", home / "p.bpmn")
    return guanjia("start", "parallel")[1].split()[0]


def test_a_case_is_modified_after_a_dry_run(guanjia, parallel):  # noqa: F811
    moved = ("modify", parallel, "--cancel", "UT_B", "--begin", "UT_A", "--reason", "点错了")

    code, seen, _ = guanjia(*moved, "--dry-run")
    before = guanjia("tasks")[1]
    done, _, _ = guanjia(*moved)
    after = guanjia("tasks")[1]

    assert code == done == 0
    assert re.search(r"withdrawn  UT_B  userTask", seen)
    assert "UserTaskCreated  UT_A" in seen
    assert "UT_B" in before
    assert "UT_B" not in after


def test_instructions_come_from_a_file_and_flows_by_name(guanjia, parallel, home):  # noqa: F811
    (home / "a.json").write_text('[{"do": "cancel_element", "element_id": "UT_A"}]')
    both = ("--cancel", "UT_B", "--flow", "F_UT_A_G_Join", "--flow", "F_UT_B_G_Join")

    _, seen, _ = guanjia(
        "modify", parallel, "--file", home / "a.json", *both, "--reason", "x", "--dry-run"
    )
    code, out, _ = guanjia("modify", parallel, "--file", home / "a.json", *both, "--reason", "x")

    assert "the case would end" in seen
    assert code == 0
    assert "completed" in out


@pytest.mark.parametrize("text", ["{", "{}", "[1]"])
def test_a_file_that_holds_no_instructions_is_refused(guanjia, parallel, home, text):  # noqa: F811
    (home / "a.json").write_text(text)

    code, _, err = guanjia("modify", parallel, "--file", home / "a.json", "--reason", "x")

    assert code == 1
    assert "a.json" in err


def test_an_ended_case_is_started_again(guanjia, parallel):  # noqa: F811
    guanjia(
        "modify",
        parallel,
        "--cancel",
        "UT_A",
        "--cancel",
        "UT_B",
        "--begin",
        "End_1",
        "--reason",
        "x",
    )
    again = (
        "restart",
        parallel,
        "x=1",
        "--at",
        "UT_B",
        "--version",
        "newest",
        "--data",
        "final",
        "--reason",
        "x",
    )

    _, tried, _ = guanjia(*again, "--dry-run")
    nothing = guanjia("tasks")[1]
    code, out, _ = guanjia(*again)

    assert "nothing was changed" in tried
    assert "0 open tasks" in nothing
    assert code == 0
    assert "active" in out
    assert "1 open tasks" in guanjia("tasks")[1]
    assert guanjia(*again[:-4], "--data", "other", "--reason", "x")[0] == 1


def test_variables_are_changed_with_a_reason(guanjia, parallel):  # noqa: F811
    code, _, _ = guanjia("set-variables", parallel, "x=7", "--reason", "补录")
    tried = guanjia("set-variables", parallel, "x=8", "--reason", "补录", "--dry-run")[1]

    history = guanjia("history", parallel)[1]
    assert code == 0
    assert "nothing was changed" in tried
    assert '"x":[null,7]' in history
    assert '"x":8' not in history


def test_incidents_are_retried(guanjia, company, home):  # noqa: F811
    (home / "c.bpmn").write_bytes(diagrams.WITH_CONDITION)
    guanjia("deploy", home / "c.bpmn")
    case = guanjia("start", "with-condition")[1].split()[0]

    listed = guanjia(
        "retry", "--kind", "condition", "--process", "with-condition", "--reason", "x", "--dry-run"
    )[1]
    incident = listed.split()[0]
    guanjia("set-variables", case, "amount=5", "--reason", "x")
    one = guanjia("retry", "--incident", incident, "--reason", "x")[1]
    again = guanjia("retry", "--incident", incident, "--reason", "x")[1]

    assert "retried" in one
    assert "conflict" in again
    assert guanjia("retry", "--reason", "x")[0] == 1
