"""What Camunda 8's documentation of messages promises, rule by rule (docs.camunda.io, "Messages")."""

from datetime import timedelta

import pytest

from engine.errors import Conflict
from tests.usecases import diagrams

DAY = timedelta(days=1)
TWICE = diagrams.bpmn(
    "twice",
    diagrams.START
    + '<parallelGateway id="GW_Fork"/>'
    + "".join(
        f'<intermediateCatchEvent id="M_{n}"><messageEventDefinition id="MD_{n}" messageRef="Msg_Answer"/></intermediateCatchEvent>'
        f'<endEvent id="End_{n}"/>{diagrams.path("GW_Fork", f"M_{n}", f"End_{n}")}'
        for n in (1, 2)
    )
    + diagrams.path("StartEvent_1", "GW_Fork"),
    more=diagrams.MESSAGES,
)


def test_of_two_subscriptions_of_one_case_a_message_reaches_one(world):
    world.deploy(TWICE)
    case = world.start("twice", variables={"order": "A"})

    world.publish("Msg_Answer", "A")
    assert world.history(case).count("MessageCorrelated") == 1

    world.publish("Msg_Answer", "A")
    assert world.get(case).state.ended


def test_a_message_is_correlated_once_across_the_versions_of_a_process(world):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    old = world.start("waits", variables={"order": "A"})
    world.advance(seconds=1)
    world.deploy(diagrams.WAITS_FOR_MESSAGE.replace(b"UT_After", b"UT_Later"))
    new = world.start("waits", variables={"order": "A"})

    world.publish("Msg_Answer", "A")

    assert (world.open(old), world.open(new)) == (["UT_After"], [])


def test_a_message_from_before_the_deployment_starts_nothing(world):
    world.publish("Msg_New", "7", ttl=DAY)

    world.deploy(diagrams.STARTS_BY_MESSAGE)
    world.run_due()

    assert world.cases("by-message") == []


def test_a_message_without_time_to_live_is_gone_at_once(world):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)

    lost = world.publish("Msg_Answer", "A")
    case = world.start("waits", variables={"order": "A"})

    assert (lost.instance, lost.buffered) == (None, False)
    assert world.open(case) == []


def test_the_id_of_another_message_is_refused_so_that_none_is_lost(world):
    world.publish("Msg_Answer", "A", message_id="m1", ttl=DAY)

    for name, key in (("Msg_Answer", "B"), ("Msg_New", "A")):
        with pytest.raises(Conflict, match="m1"):
            world.publish(name, key, message_id="m1")


def test_buffered_messages_are_taken_in_the_order_in_which_they_came(world):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    for text in ("first", "second"):
        world.publish("Msg_Answer", "A", ttl=DAY, variables={"text": text})
        world.advance(seconds=1)

    cases = [world.start("waits", variables={"order": "A"}) for _ in range(2)]

    assert [world.variables(case)["text"] for case in cases] == ["first", "second"]
