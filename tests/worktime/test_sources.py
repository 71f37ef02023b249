"""An escalation hears of the end of the late task that it came from, and to whom breaches go."""

from uuid import uuid4

import pytest

from engine import instances
from engine.advance import sources
from engine.errors import NotFound
from engine.model.events import UserTaskCompleted
from tests.usecases.diagrams import END, ESCALATION, START, bpmn, path, user

LATE = bpmn(
    "late",
    START
    + user("UT_Work", settings={"gj:due": "natural:PT4H", "gj:onBreach": "escalation"})
    + END
    + path("StartEvent_1", "UT_Work", "End_1"),
)
HEARING = bpmn(
    "escalation",
    START
    + user("UT_Decide", groups="managers")
    + """<boundaryEvent id="B_Done" attachedToRef="UT_Decide" cancelActivity="false">
      <messageEventDefinition id="ED_1" messageRef="Msg_1"/></boundaryEvent>"""
    + END
    + '<endEvent id="End_Heard"/>'
    + path("StartEvent_1", "UT_Decide", "End_1")
    + path("B_Done", "End_Heard"),
    more="""<message id="Msg_1" name="Msg_SourceFinished"><extensionElements>
      <zeebe:subscription correlationKey="=source_task_id"/></extensionElements></message>""",
)


@pytest.fixture
def late(world):
    """A case whose task is late, and the escalation of that."""
    world.deploy(LATE, HEARING)
    case = world.start("late", project="HY01")
    world.advance(hours=4)
    return case


def heard(world):
    (escalation,) = world.cases("escalation")
    return [event.variables for event in world.events(escalation, "MessageCorrelated")]


def test_an_escalation_hears_that_its_late_task_has_been_completed(world, late):
    world.complete("UT_Work")

    assert world.get(late).state == "completed"
    assert heard(world) == [{"ended": "completed"}]
    assert world.replays(world.cases("escalation")[0])
    assert world.replays(late)


def test_an_escalation_hears_that_its_late_task_is_gone(world, late):
    world.do(instances.terminate, late.id, by="ada", reason="撤销")

    assert heard(world) == [{"ended": "withdrawn"}]


def test_a_suspended_escalation_hears_nothing(world, late):
    (escalation,) = world.cases("escalation")
    world.do(instances.suspend, escalation.id, by="ada", reason="等待")

    world.complete("UT_Work", case=late)

    assert heard(world) == []


def test_an_escalation_that_was_decided_at_that_moment_hears_nothing():
    class Decided:
        """A transaction that finds a case waiting, which has gone when it is locked."""

        def __init__(self):
            self.messages = self.cases = self

        def receivers(self, name, key):
            return [("escalation", self)]

        id = uuid4()

        def lock_of_subscription(self, subscription_id):
            raise NotFound("no subscription")

    done = UserTaskCompleted(task_id=uuid4(), element_id="UT_Work", variables={})

    assert list(sources.told(Decided(), done)) == []


@pytest.mark.parametrize(
    ("levels", "begun"),
    [
        (None, [0, 1, 2]),
        ([1, 2, 3], [1, 2, 3]),
        ([2, 3, 3], [2, 3]),
        ([1], [1]),
    ],
)
def test_breaches_go_to_the_levels_that_the_case_names_and_join_what_is_as_high(
    world, levels, begun
):
    world.deploy(LATE, HEARING)
    case = world.start("late", variables={"escalate_to": levels} if levels else {})

    world.advance(hours=9)

    cases = [world.variables(each) for each in world.cases("escalation")]
    assert sorted(told["level_from"] for told in cases) == begun
    assert {told["late"][0] for told in cases if told["late"]} <= {"ann", "bob"}
    assert len(world.events(case, "DeadlineBreached")) == 3


def test_a_called_escalation_that_stands_at_no_level_is_not_joined(world):
    drawn = (
        START
        + '<parallelGateway id="G_Fork"/><callActivity id="CA_Esc"><extensionElements>'
        + '<zeebe:calledElement processId="escalation"/></extensionElements></callActivity>'
        + user("UT_Work", settings={"gj:due": "natural:PT4H", "gj:onBreach": "escalation"})
        + END
        + '<endEvent id="End_2"/>'
        + path("StartEvent_1", "G_Fork", "UT_Work", "End_1")
        + path("G_Fork", "CA_Esc", "End_2")
    )
    world.deploy(ESCALATION, bpmn("late", drawn))
    case = world.start("late")

    world.advance(hours=4)

    (breach,) = world.events(case, "DeadlineBreached")
    assert breach.attached_to is None
    assert len(world.cases("escalation")) == 2
