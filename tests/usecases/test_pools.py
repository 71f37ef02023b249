"""Pools of one file talk to each other: by message flows, and each case with its own partner."""

from datetime import timedelta
from pathlib import Path

from engine import signals
from engine.model import InstanceState, Severity
from tests.usecases import diagrams

PURCHASE = (Path(__file__).parent / "purchase.bpmn").read_bytes()


def keyless(settings=None):
    """Return a process that waits for a message without a correlation key."""
    return diagrams.bpmn(
        "keyless",
        diagrams.START
        + '<intermediateCatchEvent id="Wait"><messageEventDefinition id="ED" messageRef="M"/></intermediateCatchEvent>'
        + diagrams.user("UT_After")
        + diagrams.END
        + diagrams.path("StartEvent_1", "Wait", "UT_After", "End_1"),
        settings=settings,
        more='<message id="M" name="Msg_Plain"/>',
    )


KEYLESS = keyless()
NUMBERED = keyless({"gj:number": "KL"})
CALLS_KEYLESS = diagrams.bpmn(
    "outer",
    diagrams.START
    + '<callActivity id="CA"><extensionElements><zeebe:calledElement processId="keyless"/></extensionElements></callActivity>'
    + diagrams.END
    + diagrams.path("StartEvent_1", "CA", "End_1"),
)
ALARM = diagrams.bpmn(
    "alarm",
    diagrams.START
    + '<endEvent id="Ring"><signalEventDefinition id="ED_R" signalRef="S"/></endEvent>'
    + diagrams.path("StartEvent_1", "Ring"),
    more='<signal id="S" name="火警"/>',
).replace(
    b"</definitions>",
    (
        '<process id="guard" isExecutable="true"><startEvent id="Duty"/><intermediateCatchEvent id="Hear">'
        '<signalEventDefinition id="ED_H" signalRef="S"/></intermediateCatchEvent>'
        + diagrams.user("UT_Evacuate")
        + diagrams.END
        + diagrams.path("Duty", "Hear", "UT_Evacuate", "End_1").replace('id="F_', 'id="G_')
        + '</process><process id="brigade" isExecutable="true"><startEvent id="Called">'
        '<signalEventDefinition id="ED_B" signalRef="S"/></startEvent>'
        + diagrams.user("UT_Drive")
        + '<endEvent id="Home"/>'
        + diagrams.path("Called", "UT_Drive", "Home")
        + "</process></definitions>"
    ).encode(),
)


def test_a_file_with_two_pools_puts_both_processes_in_force(world):
    deployed = world.deploy(PURCHASE)

    assert sorted(definition.key for definition in deployed.definitions) == ["buyer", "seller"]
    assert {finding.severity for finding in deployed.findings} == {Severity.WARNING}


def test_a_buyer_orders_and_the_seller_it_started_answers_it(world):
    world.deploy(PURCHASE)
    buyer = world.start("buyer")
    world.run_due()
    (seller,) = world.cases("seller")

    world.complete("Pack", by="ada", case=seller)
    world.run_due()
    world.complete("Check", by="ada", case=buyer)
    world.publish("到账通知")

    assert world.get(buyer).state is InstanceState.COMPLETED
    assert world.get(seller).state is InstanceState.COMPLETED
    assert world.replays(buyer)
    assert world.replays(seller)


def test_each_seller_answers_its_own_buyer_whoever_waits_longest(world):
    world.deploy(PURCHASE)
    first, second = world.start("buyer"), world.start("buyer")
    world.run_due()
    answering = next(
        seller
        for seller in world.cases("seller")
        if world.events(seller, "InstanceStarted")[0].case["conversation"] == str(second.id)
    )

    world.complete("Pack", by="ada", case=answering)
    world.run_due()

    assert world.open(first) == []
    assert world.open(second) == ["Check"]


def test_a_message_without_a_key_reaches_the_case_that_waits_longest_without_one(world):
    world.deploy(KEYLESS)
    first = world.start("keyless")
    world.advance(seconds=1)
    second = world.start("keyless")

    reached = world.publish("Msg_Plain").instance

    assert reached.id == first.id
    assert world.open(second) == []


def test_a_case_without_a_key_is_found_by_its_number_or_its_id(world):
    world.deploy(KEYLESS)
    plain = world.start("keyless")
    world.deploy(NUMBERED)
    world.start("keyless")
    numbered = world.start("keyless")

    assert world.publish("Msg_Plain", numbered.business_key).instance.id == numbered.id
    assert world.publish("Msg_Plain", str(plain.id)).instance.id == plain.id


def test_a_message_without_a_key_is_kept_for_a_case_without_one(world):
    world.deploy(KEYLESS)
    world.publish("Msg_Plain", ttl=timedelta(hours=1))

    case = world.start("keyless")

    assert world.open(case) == ["UT_After"]


def test_a_message_without_a_key_never_reaches_a_case_that_asks_for_one(world):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    world.start("waits", variables={"order": "A"})

    assert world.publish("Msg_Answer").instance is None


def test_a_called_process_talks_for_the_case_that_calls_it(world):
    world.deploy(KEYLESS, CALLS_KEYLESS)
    outer = world.start("outer")

    reached = world.publish("Msg_Plain", str(outer.id)).instance

    assert reached.root_id == outer.id
    assert reached.key == "keyless"


def test_a_signal_of_one_pool_reaches_every_case_and_starts_every_pool_that_listens(world):
    world.deploy(ALARM)
    guards = [world.start("guard"), world.start("guard")]

    world.start("alarm")
    world.run_due()

    assert [world.open(guard) for guard in guards] == [["UT_Evacuate"], ["UT_Evacuate"]]
    assert [world.open(brigade) for brigade in world.cases("brigade")] == [["UT_Drive"]]
    assert all(world.replays(guard) for guard in guards)
    assert world.do(signals.broadcast, "火警").received == ()


def test_a_message_that_only_a_process_in_force_awaits_is_fine(world):
    sends = diagrams.bpmn(
        "sends",
        diagrams.START
        + '<endEvent id="End_1"><messageEventDefinition id="ED" messageRef="M"/></endEvent>'
        + diagrams.path("StartEvent_1", "End_1"),
        more='<message id="M" name="Msg_Plain"/>',
    )

    alone = world.deploy(sends).findings
    world.deploy(KEYLESS)
    beside = world.deploy(sends).findings

    assert "message-unheard" in {finding.rule for finding in alone}
    assert "message-unheard" not in {finding.rule for finding in beside}
