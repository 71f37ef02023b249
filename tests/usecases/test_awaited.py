"""What a case waits for from outside is written down by whoever has to do with the case."""

import pytest

from engine import instances, messages
from engine.errors import Conflict, NotFound, NotPermitted
from engine.messages import awaited, write_down
from tests.usecases.diagrams import END, MESSAGES, START, bpmn, path, user

_HEARD = '<extensionElements><zeebe:properties><zeebe:property name="gj:byHand" value="{}"/></zeebe:properties></extensionElements>'


def waiting(by_hand="true"):
    """A task, then an answer from outside, then another task."""
    return bpmn(
        "asks",
        START
        + user("UT_Ask")
        + f'<intermediateCatchEvent id="M_Answer" name="答复">{_HEARD.format(by_hand)}'
        + '<messageEventDefinition id="MD_1" messageRef="Msg_Answer"/></intermediateCatchEvent>'
        + user("UT_After")
        + END
        + path("StartEvent_1", "UT_Ask", "M_Answer", "UT_After", "End_1"),
        more=MESSAGES,
    )


@pytest.fixture
def case(world):
    """A case that waits for an answer; ann began it and asked."""
    world.deploy(waiting())
    case = world.start("asks", variables={"order": "A"})
    world.complete("UT_Ask", case=case)
    return case


def test_whoever_asked_writes_the_answer_down(world, case):
    (found,) = world.do(awaited, case.id)

    world.do(write_down, case.id, "M_Answer", note="电话里说同意")

    assert found.element.name == "答复"
    assert world.open(case) == ["UT_After"]
    assert world.variables(case) == {"order": "A", "reason": "电话里说同意"}
    assert world.do(awaited, case.id) == ()
    assert world.replays(case)


def test_the_one_case_gets_it_whoever_else_waits_for_the_same(world, case):
    other = world.start("asks", variables={"order": "A"})
    world.complete("UT_Ask", case=other)

    world.do(write_down, other.id, "M_Answer")

    assert world.open(case) == []
    assert world.open(other) == ["UT_After"]
    assert world.variables(other) == {"order": "A"}


def test_an_administrator_may_who_only_looks_may_not_and_for_strangers_there_is_no_case(
    world, case
):
    assert world.do(awaited, case.id, by="aud") == ()
    with pytest.raises(NotPermitted):
        world.do(write_down, case.id, "M_Answer", by="aud")
    with pytest.raises(NotFound):
        world.do(write_down, case.id, "M_Answer", by="out")

    world.do(write_down, case.id, "M_Answer", by="ada")

    assert world.open(case) == ["UT_After"]


def test_what_the_diagram_leaves_to_others_is_not_written_down(world):
    world.deploy(waiting("false"))
    case = world.start("asks", variables={"order": "A"})
    world.complete("UT_Ask", case=case)

    assert world.do(awaited, case.id) == ()
    with pytest.raises(Conflict):
        world.do(write_down, case.id, "M_Answer")


def test_a_case_that_is_suspended_or_waits_for_something_else_takes_nothing(world, case):
    with pytest.raises(Conflict):
        world.do(write_down, case.id, "M_Other")
    world.do(instances.suspend, case.id, by="ada", reason="核查")

    assert world.do(awaited, case.id) == ()
    with pytest.raises(Conflict):
        world.do(write_down, case.id, "M_Answer")
    assert world.open(case) == []


def test_what_was_served_meanwhile_is_not_served_again(world, case, monkeypatch):
    found = world.do(awaited, case.id)
    world.publish("Msg_Answer", "A")
    monkeypatch.setattr(messages, "awaited", lambda *_, **__: found)

    with pytest.raises(Conflict):
        world.do(write_down, case.id, "M_Answer")
