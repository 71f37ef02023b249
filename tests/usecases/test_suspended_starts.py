"""暂停发起: no case of a process begins for a while; the cases that run go on."""

import pytest

from engine import deployments, instances, restarts
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.usecases import diagrams


def suspend(world, key, reason="新版周一启用"):
    world.do(deployments.suspend_starts, key, reason=reason, by="ada")


def resume(world, key):
    world.do(deployments.resume_starts, key, reason="新版已启用", by="ada")


def test_whoever_starts_is_told_why_not_and_cases_that_run_go_on(world):
    world.deploy(diagrams.WITH_DEADLINE, diagrams.ESCALATION)
    running = world.start("with-deadline", project="HY01", variables={"severity": "II"})

    suspend(world, "with-deadline")
    with pytest.raises(Conflict, match="新版周一启用") as refused:
        world.start("with-deadline")
    (task,) = world.open(running)
    world.complete(task, case=running)

    assert refused.value.facts["zh"].endswith("已暂停发起：新版周一启用")
    assert world.get(running).state.ended
    with pytest.raises(Conflict):
        world.do(restarts.restart, running.id, reason="重来", by="ada")
    resume(world, "with-deadline")
    assert world.start("with-deadline", project="HY01", variables={"severity": "II"})


def test_nothing_begins_by_itself_until_starts_are_resumed_also_with_a_new_version(world):
    world.deploy(diagrams.STARTS_DAILY, diagrams.STARTS_BY_MESSAGE)
    (by_message,) = world.publish("Msg_New").instances
    for key in ("daily", by_message.key):
        suspend(world, key)

    world.deploy(diagrams.STARTS_DAILY.replace(b"</", b" </", 1))
    world.advance(days=2)
    told = world.publish("Msg_New")
    nothing = world.cases("daily")
    for key in ("daily", by_message.key):
        resume(world, key)
    world.advance(days=1, hours=1)

    assert (nothing, told.instances) == ([], ())
    assert len(world.cases("daily")) == 1
    assert world.publish("Msg_New").instances


def test_a_called_process_is_part_of_the_case_that_calls_it(world):
    world.deploy(diagrams.CALLED, diagrams.CALLER)
    (called,) = {each.key for each in world.store.run(lambda tx: tx.definitions.page()).items} - {
        "caller"
    }

    suspend(world, called)
    case = world.start("caller")

    assert not world.incidents(case)
    with pytest.raises(Conflict):
        world.start(called)


def test_it_is_for_administrators_with_a_reason_and_on_the_record(world):
    world.deploy(diagrams.STRAIGHT_THROUGH)

    for by, reason, key, error in (
        ("ann", "试", "through", NotPermitted),
        ("ada", " ", "through", Invalid),
        ("ada", "试", "nothing", NotFound),
    ):
        with pytest.raises(error):
            world.do(deployments.suspend_starts, key, reason=reason, by=by)
    with pytest.raises(Conflict):
        resume(world, "through")
    suspend(world, "through")
    with pytest.raises(Conflict):
        suspend(world, "through")
    suspended = world.store.run(deployments.suspended_starts)
    resume(world, "through")

    record = world.store.run(lambda tx: tx.releases.page(key="through")).items
    assert suspended == {"through": "新版周一启用"}
    assert [(each.kind, each.reason) for each in record] == [
        ("starts-resumed", "新版已启用"),
        ("starts-suspended", "新版周一启用"),
    ]
    assert world.do(instances.start, key="through")
