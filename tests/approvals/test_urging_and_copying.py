"""Who may hurry whom, and what cannot be asked for with a copy."""

import pytest

from engine import copies, user_tasks
from engine.errors import Conflict, DeploymentRefused, EngineError, Invalid
from tests.approvals.office import approval


def test_a_head_hurries_who_has_a_task_but_not_where_he_keeps_out(office):
    office.deploy(approval(people="c"), approval(people="c", key="other", exclude="user(boss)"))
    cases = [office.start(key, project="HY01") for key in ("approval", "other")]
    for case in cases:
        office.complete("UT_Fill", case=case)
    his, not_his = (office.task("UT_Approve", case).id for case in cases)

    office.do(user_tasks.urge, his, by="boss")

    with pytest.raises(EngineError) as refused:
        office.do(user_tasks.urge, not_his, by="boss")
    assert type(refused.value).__name__ in {"NotFound", "NotPermitted"}


def test_who_has_approved_earlier_hurries_who_comes_after_him(office):
    case = office.send(approval("sequential", people="ab"))
    office.do(user_tasks.approve, office.id, by="a")

    office.do(user_tasks.urge, office.id, by="a")

    (urged,) = office.events(case, "UserTaskUrged")
    assert set(urged.people) == {"b"}


def test_a_reminder_is_no_letter(office):
    office.send(approval(people="c"))

    with pytest.raises(Invalid, match="at most"):
        office.do(user_tasks.urge, office.task("UT_Approve").id, by="ann", text="快" * 1001)


def test_a_copy_is_confirmed_in_one_of_the_known_ways(office):
    office.send(approval(people="c"))

    with pytest.raises(Invalid, match="confirm is 'stamp'"):
        office.do(
            copies.send, office.task("UT_Approve").id, by="ann", people=["b"], confirm="stamp"
        )


def test_how_long_after_an_urge_one_waits_is_said_by_the_node(office):
    office.send(approval(urgeEvery="30"))
    task = office.task("UT_Approve").id
    office.do(user_tasks.urge, task, by="ann")

    with pytest.raises(Conflict) as refused:
        office.do(user_tasks.urge, task, by="ann")
    office.advance(minutes=30)
    office.do(user_tasks.urge, task, by="ann")

    assert refused.value.facts["zh"] == "30分钟内已催办过"
    assert office.task("UT_Approve").urges == 2


@pytest.mark.parametrize("wrong", ["0", "soon", "10081"])
def test_a_pause_between_urges_is_minutes(office, wrong):
    with pytest.raises(DeploymentRefused):
        office.deploy(approval(urgeEvery=wrong))
