"""What goes together: called cases and escalations are erased with the case that they are of."""

import pytest

from engine import audit, retention, user_tasks
from engine.errors import Conflict
from tests.usecases import diagrams

SETTINGS = {"gj:retain": "P1Y", "gj:personal": "room"}
ROOM = "8-1203室"


def keeping(diagram, key):
    """Return a diagram whose process has the rule too."""
    properties = "".join(
        f'<zeebe:property name="{name}" value="{value}"/>' for name, value in SETTINGS.items()
    )
    head = f'<process id="{key}" name="{key} 流程" isExecutable="true">\n    <extensionElements><zeebe:properties>'
    assert head.encode() in diagram
    return diagram.replace(head.encode(), head.encode() + properties.encode())


@pytest.fixture
def called(world):
    """A case and the one that it called, whose names of variables are its own."""
    world.deploy(diagrams.CALLED, keeping(diagrams.CALLER, "caller"))
    case = world.start("caller", variables={"room": ROOM})
    (child,) = world.cases("called")
    world.complete("UT_Sub", case=child, finding=f"{ROOM} 漏水", answer="ok")
    return case, child


def test_a_called_case_is_erased_with_its_caller(world, called, left):
    case, child = called
    world.complete("UT_After", case=case)

    world.advance(days=367)

    assert left(ROOM) == []
    assert world.get(child).erased_at == world.get(case).erased_at is not None
    (told,) = world.events(child, "PersonalDataErased")
    assert told.root_id == case.id
    assert list(world.do(audit.verify_all, by="aud")) == []


def test_a_called_case_is_not_erased_by_itself(world, called):
    case, child = called
    with pytest.raises(Conflict, match="erase that one") as caught:
        world.do(retention.erase, child.id, by="ada", reason="本人要求")

    assert caught.value.facts["parent"] == str(case.id)


def test_a_hold_on_a_called_case_holds_its_caller(world, called, left):
    case, child = called
    world.complete("UT_After", case=case)
    world.do(retention.hold, child.id, by="aud", reason="诉讼")

    world.advance(days=367)

    (due,) = world.do(retention.due, by="aud")
    assert due.instance.id == case.id
    assert [hold.instance_id for hold in due.holds] == [child.id]
    assert left(ROOM) != []


@pytest.fixture
def escalated(world):
    """A case that was late, and the escalation that this led to: it tells the case's title."""
    late = keeping(diagrams.WITH_DEADLINE, "with-deadline").replace(
        b'<zeebe:property name="gj:number"',
        b'<zeebe:property name="gj:title" value="=room"/><zeebe:property name="gj:number"',
    )
    world.deploy(late, diagrams.ESCALATION)
    case = world.start("with-deadline", variables={"room": ROOM})
    world.advance(hours=5)
    world.complete("UT_Work", case=case)
    (escalation,) = world.cases("escalation")
    return case, escalation


def test_a_case_waits_for_its_escalation_to_end(world, escalated, left):
    case, escalation = escalated

    world.advance(days=367)

    (due,) = world.do(retention.due, by="aud")
    assert due.waits_for == (escalation.id,)
    assert ROOM in world.get(case).title
    with pytest.raises(Conflict, match="has not ended"):
        world.do(retention.erase, case.id, by="ada", reason="本人要求")


def test_an_escalation_forgets_what_it_was_told(world, escalated, left):
    _, escalation = escalated
    task = world.task("UT_Decide", escalation)
    world.do(user_tasks.complete, task.id, by="max", variables={"decision": "继续"})

    world.advance(days=367)

    assert left(ROOM) == []
    assert world.variables(escalation)["decision"] == "继续"
    assert list(world.do(audit.verify_all, by="aud")) == []


def test_what_was_erased_before_on_request_is_left_as_it_is(world, escalated, left):
    case, escalation = escalated
    task = world.task("UT_Decide", escalation)
    world.do(user_tasks.complete, task.id, by="max", variables={})
    world.do(retention.erase, escalation.id, by="ada", reason="本人要求")

    world.advance(days=367)

    assert left(ROOM) == []
    assert world.get(case).erased_at > world.get(escalation).erased_at
    assert len(world.events(escalation, "PersonalDataErased")) == 1
