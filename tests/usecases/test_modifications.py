"""Administrators change by hand where a case stands: looked at first, done at once, on record."""

import pytest

from engine import modifications
from engine.errors import InstanceNotActive, Invalid, NotFound, NotPermitted
from engine.model.events import UserTaskCreated
from engine.model.moves import ActivateBefore, CancelElement, TakeFlow
from tests.usecases import diagrams


@pytest.fixture
def case(world):
    world.deploy(diagrams.PARALLEL)
    return world.start("parallel")


def modify(world, case, *instructions, by="ada", reason="点错了"):
    return world.do(modifications.modify, case.id, by=by, instructions=instructions, reason=reason)


def test_a_task_moves_and_the_worklists_follow(world, case):
    world.complete("UT_A")
    arrived = world.do(modifications.open_activities, case.id, by="aud")

    modify(world, case, CancelElement(element_id="UT_B"), ActivateBefore(element_id="UT_A"))

    assert [(each.element_id, each.arrival) for each in arrived] == [
        ("UT_B", False),
        ("G_Join", True),
    ]
    assert world.open(case) == ["UT_A"]
    (withdrawn,) = world.events(case, "UserTaskWithdrawn")
    assert withdrawn.reason == "点错了"
    assert world.replays(case)


def test_the_record_has_what_was_asked_and_what_was_before_and_after(world, case):
    modify(world, case, CancelElement(element_id="UT_B"), TakeFlow(flow_id="F_UT_B_G_Join"))

    (asked,) = world.events(case, "InstanceModified")
    (told,) = world.events(case, "ModificationCarriedOut")

    assert [each["do"] for each in asked.instructions] == ["cancel_element", "take_flow"]
    assert asked.reason == "点错了"
    assert [each["element_id"] for each in told.before] == ["UT_A", "UT_B"]
    assert [each["element_id"] for each in told.after] == ["UT_A", "G_Join"]


def test_a_modification_may_end_the_case(world, case):
    ended = modify(
        world,
        case,
        CancelElement(element_id="UT_A"),
        CancelElement(element_id="UT_B"),
        ActivateBefore(element_id="End_1"),
    )

    assert ended.state == "completed"
    assert world.replays(case)


def test_a_preview_tells_everything_and_changes_nothing(world, case):
    before = world.history(case)

    seen = world.do(
        modifications.preview,
        case.id,
        by="ada",
        instructions=[CancelElement(element_id="UT_B"), ActivateBefore(element_id="UT_A")],
    )

    assert [each.element_id for each in seen.withdrawn] == ["UT_B"]
    assert [each.element_id for each in seen.begun] == ["UT_A"]
    assert [each.element_id for each in seen.kept] == ["UT_A"]
    assert not seen.completes
    (task,) = (event for event in seen.events if isinstance(event, UserTaskCreated))
    assert task.principals == ("group:staff",)
    assert world.history(case) == before


def test_a_preview_tells_when_the_case_would_end(world, case):
    world.complete("UT_A")

    seen = world.do(
        modifications.preview,
        case.id,
        by="ada",
        instructions=[CancelElement(element_id="UT_B"), TakeFlow(flow_id="F_UT_B_G_Join")],
    )

    assert seen.completes
    assert seen.begun == ()


def test_a_task_is_skipped_with_what_it_would_have_brought(world, case):
    task = world.task("UT_A", case)

    world.do(
        modifications.skip, task.id, by="ada", reason="已线下办理", variables={"offline": True}
    )

    assert world.open(case) == ["UT_B"]
    assert world.variables(case)["offline"] is True
    assert world.replays(case)


@pytest.mark.parametrize("verb", [modifications.modify, modifications.preview])
def test_only_administrators_intervene(world, case, verb):
    more = {"reason": "x"} if verb is modifications.modify else {}

    with pytest.raises(NotPermitted):
        world.do(verb, case.id, by="aud", instructions=[], **more)


def test_open_activities_are_for_overseers(world, case):
    with pytest.raises(NotPermitted):
        world.do(modifications.open_activities, case.id, by="ann")


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_intervention_needs_a_reason(world, case, reason):
    with pytest.raises(Invalid, match="say why"):
        modify(world, case, CancelElement(element_id="UT_B"), reason=reason)


def test_what_is_refused_has_changed_nothing(world, case):
    before = world.history(case)

    with pytest.raises(NotFound):
        modify(world, case, CancelElement(element_id="UT_B"), ActivateBefore(element_id="Nowhere"))

    assert world.history(case) == before
    assert world.open(case) == ["UT_A", "UT_B"]


def test_an_ended_case_is_not_modified(world, case):
    world.complete("UT_A")
    world.complete("UT_B")

    with pytest.raises(InstanceNotActive):
        modify(world, case, ActivateBefore(element_id="UT_A"))


def test_a_called_process_ends_with_the_call_that_is_taken_back(world):
    world.deploy(diagrams.CALLED, diagrams.CALLER)
    case = world.start("caller")
    assert world.open() == ["UT_Sub"]

    modify(world, case, CancelElement(element_id="CA_Sub"), ActivateBefore(element_id="UT_After"))

    assert world.open() == ["UT_After"]
    (child,) = world.cases("called")
    assert child.state == "terminated"
