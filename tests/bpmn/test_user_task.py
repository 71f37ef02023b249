from datetime import UTC, datetime
from uuid import UUID

import pytest

from engine.errors import InstanceNotActive, Invalid, NotFound
from engine.model import commands, events


def test_the_task_says_what_the_diagram_says(play):
    case = play().start(handler="wang")

    (task,) = case.told(events.UserTaskCreated)

    assert task.name == "登记"
    assert task.form_id == "register"
    assert task.assignee == "wang"
    assert task.candidate_groups == ("front_desk", "stewards")
    assert task.candidate_users == ("u1", "u2")
    assert task.due_at == datetime(2026, 1, 2, 4, tzinfo=UTC)
    assert task.follow_up_at == datetime(2026, 1, 2, 0, tzinfo=UTC)
    assert task.priority == 15
    assert task.documentation == "Take the caller's words down."
    assert task.settings == {"gj:scope": "project", "gj:assign": "post(cs_front)"}


def test_nobody_is_assigned_when_the_expression_gives_nothing(play):
    case = play().start(handler=None)

    (task,) = case.told(events.UserTaskCreated)

    assert task.assignee is None


def test_a_broken_attribute_is_an_incident_that_a_mended_variable_resolves(play):
    case = play().start(handler=7)
    (incident,) = case.told(events.IncidentRaised)

    case.write(handler="li").retry()

    assert incident.kind == "expression"
    assert case.tasks()[0].assignee == "li"


def test_completing_goes_on_with_what_was_handed_in(play):
    case = play().start(handler="wang", form={"a": 1, "b": {"c": 2}})

    case.complete("U", phone="123", patch={"form.b.c": 3})

    assert case.ended
    assert case.variables == {"handler": "wang", "form": {"a": 1, "b": {"c": 3}}, "phone": "123"}
    (changed,) = case.told(events.VariablesChanged)
    assert changed.changes == {
        "phone": (None, "123"),
        "form": ({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}}),
    }


def test_a_step_tells_everything_in_order(play):
    case = play().start(handler="wang").complete("U")

    assert [type(event).__name__ for event in case.history] == [
        "VariablesChanged",
        "ElementActivated",
        "ElementCompleted",
        "SequenceFlowTaken",
        "ElementActivated",
        "UserTaskCreated",
        "ElementCompleted",
        "SequenceFlowTaken",
        "ElementActivated",
        "ElementCompleted",
        "InstanceCompleted",
    ]


def test_what_does_not_wait_cannot_be_completed(play):
    case = play().start(handler="wang")

    with pytest.raises(NotFound):
        case.do(commands.CompleteActivity(activity_id=UUID(int=5), variables={}))
    with pytest.raises(Invalid, match="path"):
        case.complete("U", patch={"a..b": 1})
    with pytest.raises(Invalid, match="facts"):
        case.complete("U", patch={"case": 1})
    with pytest.raises(Invalid, match="JSON"):
        case.complete("U", x=object())


def test_a_task_with_an_incident_cannot_be_completed(play):
    case = play().start(handler=7)
    (incident,) = case.incidents()

    with pytest.raises(Invalid, match="does not wait"):
        case.do(commands.CompleteActivity(activity_id=incident.activity_id, variables={}))


def test_an_ended_case_takes_no_command(play):
    case = play().start(handler="wang").complete("U")

    with pytest.raises(InstanceNotActive):
        case.write(x=1)


def test_terminating_withdraws_the_task(play):
    case = play().start(handler="wang").terminate()

    assert case.ended
    assert [type(event).__name__ for event in case.last] == [
        "UserTaskWithdrawn",
        "ElementTerminated",
    ]
