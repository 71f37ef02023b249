"""What an intervention would do is seen before; what was done by hand is listed."""

import pytest

from engine import endings, instances, interventions, modifications
from engine.errors import Invalid, NotPermitted
from engine.model import InstanceState
from engine.model.moves import ActivateBefore
from tests.usecases import diagrams


@pytest.fixture
def stuck(world):
    world.deploy(diagrams.WITH_CONDITION)
    return world.start("with-condition")


def rehearse(world, case, verb, by="ada", **more):
    actor = world.actor(by)
    return interventions.rehearse(
        world.store.run, case.id, lambda tx: verb(tx, case.id, by=actor, **more), by=actor
    )


def test_a_change_of_data_is_seen_before_and_nothing_is_changed(world, stuck):
    before = world.history(stuck)

    seen = rehearse(world, stuck, instances.write_variables, variables={"amount": 5}, reason="补录")

    assert list(seen.changed) == [("amount", None, 5)]
    assert next(row.type for row in seen.rows) == "VariablesWritten"
    assert world.history(stuck) == before
    assert world.variables(stuck) == {}


def test_a_move_is_seen_with_where_the_case_would_stand(world, stuck):
    seen = rehearse(
        world,
        stuck,
        modifications.modify,
        instructions=[ActivateBefore(element_id="UT_Big")],
        reason="人工处理",
    )

    assert [each.element_id for each in seen.before.open] == ["G_1"]
    assert {each.element_id for each in seen.after.open} == {"G_1", "UT_Big"}
    assert [task.element_id for task in seen.after.tasks] == ["UT_Big"]
    assert world.open(stuck) == []


def test_an_end_is_seen_as_an_end(world, stuck):
    seen = rehearse(world, stuck, endings.void, reason="登记错误")

    assert seen.after.instance.state is InstanceState.VOIDED
    assert seen.after.open == ()
    assert world.get(stuck).state is InstanceState.ACTIVE


def test_what_would_be_refused_is_refused(world, stuck):
    with pytest.raises(Invalid):
        rehearse(world, stuck, endings.void, reason=" ")
    with pytest.raises(NotPermitted):
        rehearse(world, stuck, endings.void, reason="登记错误", by="ann")


def test_what_was_done_by_hand_is_listed_in_order(world, stuck):
    world.do(instances.write_variables, stuck.id, by="ada", variables={"amount": 5}, reason="补录")
    world.do(instances.suspend, stuck.id, by="ada", reason="等待")

    rows = world.do(interventions.of_case, stuck.id, by="aud")

    assert [row.type for row in rows] == ["VariablesWritten", "InstanceSuspended"]
    with pytest.raises(NotPermitted):
        world.do(interventions.situation, stuck.id, by="ann")
