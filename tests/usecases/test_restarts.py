"""An ended case starts again: a new round under the same number, linked both ways."""

import pytest

from engine import instances, restarts
from engine.errors import Conflict, Invalid, NotPermitted
from engine.model.moves import ActivateBefore, CancelElement
from tests.usecases import diagrams


@pytest.fixture
def ended(world):
    world.deploy(diagrams.REQUEST, **diagrams.REQUEST_FORMS)
    case = world.start("request", project="HY01", variables={"urgent": True})
    world.complete("UT_Fill", by="bob", room="8", reason="漏水")
    return world.do(instances.terminate, case.id, by="ada", reason="误撤")


def restart(world, case, *, by="ada", reason="业主重新提出", **more):
    return world.do(restarts.restart, case.id, by=by, reason=reason, **more)


def test_it_is_a_new_case_with_the_same_number_of_the_same_person(world, ended):
    again = restart(world, ended)

    assert again.id != ended.id
    assert again.business_key == ended.business_key
    assert (again.initiator, again.initiator_name) == ("ann", "安")
    assert again.project == "HY01"
    assert world.open(again) == ["UT_Fill"]
    assert world.events(again, "InstanceStarted")[0].round == 2
    assert world.replays(again)


def test_both_rounds_tell_of_each_other_and_why(world, ended):
    again = restart(world, ended)

    (later,) = world.events(ended, "CaseLinked")
    (earlier,) = world.events(again, "CaseLinked")

    assert (later.other_id, later.relation) == (again.id, "restarted as")
    assert (earlier.other_id, earlier.relation) == (ended.id, "restart of")
    assert later.reason == earlier.reason == "业主重新提出"


def test_it_begins_with_the_data_of_the_beginning_or_of_the_end(world, ended):
    first = restart(world, ended)
    world.do(instances.terminate, first.id, by="ada", reason="x")
    second = restart(world, ended, data="final", variables={"room": "9"})

    assert "room" not in world.variables(first)
    assert world.variables(first)["urgent"] is True
    assert world.variables(second)["room"] == "9"
    assert world.variables(second)["reason"] == "漏水"


def test_it_begins_at_chosen_elements(world, ended):
    again = restart(world, ended, data="final", at=[ActivateBefore(element_id="UT_Approve")])

    assert world.open(again) == ["UT_Approve"]
    assert world.replays(again)


def test_only_places_to_begin_at_may_be_named(world, ended):
    with pytest.raises(Invalid, match="nothing to take back"):
        restart(world, ended, at=[CancelElement(element_id="UT_Fill")])


def test_it_is_of_the_same_version_or_of_the_newest(world, ended):
    world.deploy(diagrams.REQUEST.replace(b"RQ", b"RX"), **diagrams.REQUEST_FORMS)

    same = restart(world, ended)
    world.do(instances.terminate, same.id, by="ada", reason="x")
    newest = restart(world, ended, version="newest")

    assert (same.version, newest.version) == (1, 2)


def test_one_round_is_open_at_a_time(world, ended):
    again = restart(world, ended)

    with pytest.raises(Conflict):
        restart(world, ended)
    with pytest.raises(Conflict, match="modify it"):
        restart(world, again)


def test_a_later_round_that_is_open_is_named(world):
    world.deploy(diagrams.PARALLEL)
    case = world.start("parallel")
    case = world.do(instances.terminate, case.id, by="ada", reason="x")
    again = restart(world, case)

    with pytest.raises(Conflict, match=str(again.id)):
        restart(world, case)


def test_a_called_process_is_not_started_again_alone(world):
    world.deploy(diagrams.CALLED, diagrams.CALLER)
    case = world.start("caller")
    (child,) = world.cases("called")
    world.do(instances.terminate, case.id, by="ada", reason="x")

    with pytest.raises(Conflict, match="restart that one"):
        restart(world, child)


def test_it_needs_an_administrator_and_a_reason(world, ended):
    with pytest.raises(NotPermitted):
        restart(world, ended, by="bob")
    with pytest.raises(Invalid):
        restart(world, ended, reason=" ")


MERGED = diagrams.bpmn(
    "merged",
    diagrams.START
    + diagrams.user("UT_Do")
    + '<endEvent id="End"/>'
    + diagrams.path("StartEvent_1", "UT_Do", "End"),
    settings={"gj:restartWhileOpen": "merged_into"},
)


def test_what_was_merged_begins_again_only_while_the_other_one_is_open(world):
    world.deploy(MERGED)
    world.deploy(diagrams.REQUEST, **diagrams.REQUEST_FORMS)
    other = world.start("request", project="HY01")
    case = world.start("merged", variables={"merged_into": other.business_key})
    world.do(instances.terminate, case.id, by="ada", reason="已合并")
    again = restart(world, case)
    world.do(instances.terminate, again.id, by="ada", reason="已合并")
    world.do(instances.terminate, other.id, by="ada", reason="已结案")

    with pytest.raises(Conflict, match="not open any more") as refused:
        restart(world, again)

    assert refused.value.facts["other"] == other.business_key


@pytest.fixture
def hearing():
    """A process that waits to hear that another case is no part of it any more."""
    return diagrams.bpmn(
        "hearing",
        diagrams.START
        + diagrams.user("UT_Do")
        + '<intermediateCatchEvent id="M_Parted"><messageEventDefinition id="d" messageRef="m"/>'
        + "</intermediateCatchEvent>"
        + diagrams.END
        + diagrams.path("StartEvent_1", "M_Parted", "UT_Do", "End_1"),
        more='<message id="m" name="Msg_CaseParted"><extensionElements>'
        '<zeebe:subscription correlationKey="=case.number"/></extensionElements></message>',
        settings={"gj:number": "HE"},
    )


def test_a_suspended_case_hears_of_what_parted_from_it_once_it_is_resumed(world, hearing):
    world.deploy(hearing, MERGED)
    other = world.start("hearing", project="HY01")
    case = world.start("merged", variables={"merged_into": other.business_key})
    world.do(instances.terminate, case.id, by="ada", reason="已合并")
    world.do(instances.suspend, other.id, by="ada", reason="核实")

    restart(world, case)
    world.advance(days=30)
    assert world.open(other) == []
    world.do(instances.resume, other.id, by="ada", reason="已核实")
    world.run_due()

    assert world.open(other) == ["UT_Do"]
    assert world.variables(other)["parted_case"] == (case.business_key or "")
    assert world.history(other).count("MessageCorrelated") == 1
    assert world.replays(other)


def test_what_it_was_merged_into_hears_that_it_goes_its_own_way(world, hearing):
    world.deploy(hearing, MERGED)
    other = world.start("hearing", project="HY01")
    case = world.start("merged", variables={"merged_into": other.business_key})
    world.do(instances.terminate, case.id, by="ada", reason="已合并")

    restart(world, case)

    assert world.open(other) == ["UT_Do"]
    assert world.variables(other)["parted_case"] == (case.business_key or "")
    assert world.replays(other)


def test_whether_a_case_can_be_started_again_is_known_before(world, ended):
    before = world.do(restarts.may, ended.id, by="ada")
    restart(world, ended)

    assert before
    assert not world.do(restarts.may, ended.id, by="ada")


def test_a_case_whose_beginning_has_been_erased_cannot_begin_again(world, ended):
    world.store.run(lambda tx: tx.history.erase(ended.id, 1))

    with pytest.raises(Invalid, match="has been erased"):
        restart(world, ended)
