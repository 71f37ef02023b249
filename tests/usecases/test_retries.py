"""Trying again what was stopped: one incident, or all of a kind with a result for each."""

import pytest

from engine import incidents, instances
from engine.errors import Invalid, NotPermitted
from engine.store import IncidentQuery
from tests.usecases import diagrams


@pytest.fixture
def stuck(world):
    world.deploy(diagrams.WITH_CONDITION)
    return [world.start("with-condition") for _ in range(3)]


def retry_all(world, found, by="ada", reason="已修复"):
    return incidents.retry_all(world.store.run, found, by=world.actor(by), reason=reason)


def found(world, **query):
    return world.store.run(lambda tx: tx.incidents.page(IncidentQuery(**query))).items


def mend(world, case):
    world.do(
        instances.write_variables, case.id, by="ada", variables={"amount": 5}, reason="补录金额"
    )


def test_one_is_tried_again_with_a_reason_on_record(world, stuck):
    mend(world, stuck[0])
    (incident,) = world.incidents(stuck[0])

    after = world.do(incidents.retry, incident.id, by="ada", reason="已修复")

    assert after.incidents == 0
    assert world.events(stuck[0], "IncidentRetried")[0].reason == "已修复"


def test_many_are_tried_again_and_each_says_how_it_went(world, stuck):
    mend(world, stuck[0])
    world.do(instances.suspend, stuck[2].id, by="ada", reason="x")
    kind = found(world)[0].kind

    results = retry_all(world, found(world, kind=kind))

    by_case = {each.incident.instance_id: each for each in results}
    assert by_case[stuck[0].id].after.incidents == 0
    assert by_case[stuck[1].id].after.incidents == 1
    assert by_case[stuck[2].id].refused.startswith("instance-not-active")


def test_incidents_are_found_by_process_version_element_and_message(world, stuck):
    some = found(world)[0]

    assert len(found(world, definition_id="with-condition:1")) == 3
    assert len(found(world, element_id=some.element_id)) == 3
    assert len(found(world, text=some.message[:12].upper())) == 3
    assert found(world, definition_id="with-condition:2") == ()
    assert found(world, text="nothing of the kind") == ()


def test_retries_are_for_administrators_with_a_reason(world, stuck):
    with pytest.raises(NotPermitted):
        retry_all(world, found(world), by="ann")
    with pytest.raises(Invalid):
        retry_all(world, found(world), reason="")
