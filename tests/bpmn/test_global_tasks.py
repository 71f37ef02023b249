"""BPMN 2.0.2, 10.3.6: a call activity may name a global task, which is done in its place."""

from pathlib import Path

import pytest

from engine.model import events

GRADE = {"grade": (Path(__file__).parent / "grade.dmn").read_bytes()}


@pytest.fixture
def called(play):
    return play(decisions=GRADE).start(a=1, severity=9)


def test_a_global_script_and_a_global_decision_are_carried_out(called):
    (decided,) = (e for e in called.history if isinstance(e, events.DecisionEvaluated))

    assert called.variables["a"] == 2
    assert (decided.element_id, decided.decision_id) == ("Judge", "grade")


def test_global_tasks_without_work_of_the_engine_are_passed(called):
    assert [one for one in called.visits() if one in {"Call", "What"}] == ["Call", "What"]


def test_a_global_user_task_reaches_its_people_with_its_form(called):
    tasks = called.tasks()

    assert [(t.element_id, t.name, t.form_id, t.candidate_groups) for t in tasks] == [
        ("Both", "Both", "sign", ("legal",))
    ] * 2


def test_the_loop_and_the_boundary_events_of_the_call_activity_count(called):
    called.complete("Both", 1)

    called.fire("Late")

    assert called.outcome == "F"
