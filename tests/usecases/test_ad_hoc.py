"""Ad-hoc sub-processes: who sees what can be begun, and who may begin it."""

import pytest

from engine import ad_hoc, user_tasks
from engine.errors import Invalid, NotFound, NotPermitted, TaskClaimed, TaskNotOpen
from engine.model.events import ActivityChosen
from tests.usecases import diagrams

AD_HOC = diagrams.bpmn(
    "help",
    diagrams.START
    + '<adHocSubProcess id="AH_Help" name="协助"><extensionElements><zeebe:assignmentDefinition '
    'candidateGroups="staff"/></extensionElements>'
    + diagrams.user("UT_Call")
    + diagrams.user("UT_Visit", groups="managers")
    + diagrams.user("UT_File")
    + diagrams.path("UT_Visit", "UT_File")
    + "</adHocSubProcess>"
    + diagrams.user("UT_After")
    + diagrams.END
    + diagrams.path("StartEvent_1", "AH_Help", "UT_After", "End_1"),
)


@pytest.fixture
def case(world):
    world.deploy(AD_HOC)
    return world.start("help", project="HY01")


def offer(world, case, by="ann"):
    (found,) = world.do(ad_hoc.offers, case.id, by=by)
    return found


def begin(world, case, element_id, by="ann"):
    return world.do(ad_hoc.begin, offer(world, case).activity_id, element_id, by=by)


def test_an_open_ad_hoc_subprocess_waits_in_the_worklist_and_says_what_can_be_begun(world, case):
    found = offer(world, case)

    assert world.open(case) == ["AH_Help"]
    assert found.element.name == "协助"
    assert [element.id for element in found.startable] == ["UT_Call", "UT_Visit"]


def test_a_candidate_begins_activities_and_the_record_replays(world, case):
    begin(world, case, "UT_Call")
    begin(world, case, "UT_Visit", by="bob")

    assert sorted(world.open(case)) == ["AH_Help", "UT_Call", "UT_Visit"]
    chosen = world.events(case, "ActivityChosen")
    assert [event.element_id for event in chosen] == ["UT_Call", "UT_Visit"]
    assert isinstance(chosen[0], ActivityChosen)
    assert world.replays(case)


def test_completing_its_task_ends_it(world, case):
    activity_id = offer(world, case).activity_id
    begin(world, case, "UT_Call")
    with pytest.raises(Invalid, match="end first"):
        world.do(user_tasks.complete, activity_id)
    world.complete("UT_Call")

    world.complete("AH_Help")

    assert world.open(case) == ["UT_After"]
    assert world.do(ad_hoc.offers, case.id) == ()
    with pytest.raises(TaskNotOpen):
        world.do(ad_hoc.begin, activity_id, "UT_Call")
    assert world.replays(case)


def test_who_may_not_do_its_task_may_not_begin_anything(world, case):
    activity_id = offer(world, case).activity_id

    with pytest.raises(NotFound):
        world.do(ad_hoc.begin, activity_id, "UT_Call", by="out")
    with pytest.raises(NotPermitted):
        world.do(ad_hoc.begin, activity_id, "UT_Call", by="aud")
    with pytest.raises(NotFound):
        world.do(ad_hoc.offers, case.id, by="out")


def test_whoever_holds_its_task_decides_alone_but_for_administrators(world, case):
    world.do(user_tasks.claim, offer(world, case).activity_id, by="bob")

    with pytest.raises(TaskClaimed):
        begin(world, case, "UT_Call", by="ann")
    begin(world, case, "UT_Call", by="ada")

    assert "UT_Call" in world.open(case)


def test_what_cannot_be_begun_is_refused_and_changes_nothing(world, case):
    before = world.get(case).seq

    with pytest.raises(Invalid, match="UT_File"):
        begin(world, case, "UT_File")

    assert world.get(case).seq == before


def test_an_ended_case_offers_nothing(world, case):
    world.complete("AH_Help")
    world.complete("UT_After")

    assert world.do(ad_hoc.offers, case.id) == ()
