"""Who may see and do what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine import access
from engine.errors import InstanceNotActive, NotFound, NotPermitted, TaskClaimed, TaskNotOpen
from engine.model import Actor, InstanceState, ProcessInstance, Role, TaskState, UserTask
from engine.model.substitutions import Scope, StandIn

NOW = datetime(2026, 7, 1, tzinfo=UTC)
LI = Actor(id="li", name="李敏", principals=frozenset({"person:li", "post:HY01/cs_front"}))
CHEN = Actor(id="chen", name="陈静", principals=frozenset({"person:chen", "post:HY01/cs_front"}))
STRANGER = Actor(id="x", name="路人")
AUDITOR = Actor(id="au", name="审计", roles=frozenset({Role.AUDITOR}))


def task(state=TaskState.READY, **fields) -> UserTask:
    given = {
        "assignee": None, "assignee_name": "", "principals": ("post:HY01/cs_front",), "excluded": (),
        "ended_at": None, "ended_by": None, "ended_by_name": "",
    } | fields  # fmt: skip
    return UserTask(
        id=UUID(int=1), instance_id=UUID(int=0), element_id="UT", name="登记", state=state, version=1,
        definition_id="p:1", key="p", process_name="p", business_key=None, title="", project=None,
        form_id=None, priority=50, created_at=NOW, due_at=None, follow_up_at=None, claimed_at=None,
        **given,
    )  # fmt: skip


def instance(**fields) -> ProcessInstance:
    given = {"state": InstanceState.ACTIVE, "initiator": "li"} | fields
    return ProcessInstance(
        id=UUID(int=0), definition_id="p:1", key="p", version=1, process_name="p", seq=1, head="",
        business_key="TS-1", title="", project=None, initiator_name="", started_at=NOW, ended_at=None,
        outcome="", root_id=UUID(int=0), parent_id=None, parent_activity_id=None, incidents=0, **given,
    )  # fmt: skip


def test_a_candidate_may_work_on_an_open_task():
    access.check_may_work_on(task(), LI)


def test_for_a_stranger_the_task_does_not_exist():
    with pytest.raises(NotFound):
        access.check_may_work_on(task(), STRANGER)


def test_the_excluded_candidate_does_not_see_it():
    with pytest.raises(NotFound):
        access.check_may_work_on(task(excluded=("li",)), LI)


def test_an_excluded_overseer_is_told_so():
    with pytest.raises(NotPermitted, match="excluded"):
        access.check_may_work_on(task(excluded=("au",)), AUDITOR)


def test_an_overseer_looks_but_does_not_act():
    with pytest.raises(NotPermitted, match="not offered"):
        access.check_may_work_on(task(), AUDITOR)


def test_a_task_that_somebody_holds_is_refused_with_the_name():
    held = task(TaskState.CLAIMED, assignee="li", assignee_name="李敏")

    with pytest.raises(TaskClaimed, match="李敏"):
        access.check_may_work_on(held, CHEN)


def test_the_holder_himself_may_go_on():
    access.check_may_work_on(task(TaskState.CLAIMED, assignee="li", principals=()), LI)


def test_a_task_that_was_dealt_with_is_refused_with_the_name_and_the_time():
    done = task(TaskState.COMPLETED, ended_by="chen", ended_by_name="陈静", ended_at=NOW)

    with pytest.raises(TaskNotOpen, match="陈静") as refused:
        access.check_may_work_on(done, LI)

    assert refused.value.facts["at"] == NOW.isoformat()


def test_a_withdrawn_task_was_dealt_with_by_the_system():
    with pytest.raises(TaskNotOpen, match="system"):
        access.check_may_work_on(task(TaskState.WITHDRAWN), LI)


def test_who_completed_a_task_goes_on_seeing_it():
    done = task(TaskState.COMPLETED, principals=(), ended_by="li")

    assert access.may_see_task(done, LI)


def test_a_role_is_asked_for():
    access.check_has_role(AUDITOR, Role.ADMINISTRATOR, Role.AUDITOR)
    with pytest.raises(NotPermitted, match="administrator"):
        access.check_has_role(LI, Role.ADMINISTRATOR)


def test_commands_need_an_active_case():
    instance().check_active()
    with pytest.raises(InstanceNotActive, match="TS-1 is suspended"):
        instance(state=InstanceState.SUSPENDED).check_active()


def in_the_place_of(principal, name, post):
    scope = Scope(until=NOW + timedelta(days=1))
    return StandIn(
        principal=principal, name=name, scope=scope, principals=frozenset({f"post:{post}"})
    )


def test_an_agent_of_several_acts_for_the_one_whom_the_work_reaches():
    wu, chen = (
        in_the_place_of("wu", "吴", "HY02/guard"),
        in_the_place_of("chen", "陈静", "HY01/cs_front"),
    )
    agent = replace(STRANGER, stands_in=(wu, chen))

    acting = access.acting(task(), agent)

    assert (acting.name, acting.on_behalf_of) == ("路人(代陈静)", "chen")
    assert access.acting(task(), acting) is acting


def test_what_none_of_them_has_stays_unseen():
    agent = replace(STRANGER, stands_in=(in_the_place_of("wu", "吴", "HY02/guard"),))

    assert access.acting(task(), agent) is agent
    assert not access.may_see_task(task(), agent)
