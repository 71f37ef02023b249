"""Cases that a message brings together know each other, both ways."""

from tests.usecases.diagrams import END, START, bpmn, path, user

MESSAGE = """<message id="Message_1" name="Msg_Begin"><extensionElements>
  <zeebe:subscription correlationKey="=key"/></extensionElements></message>"""
SENDS = bpmn(
    "sends",
    START
    + """<intermediateThrowEvent id="M_Send"><extensionElements><zeebe:ioMapping>
      <zeebe:input source="=relation" target="relation"/></zeebe:ioMapping></extensionElements>
      <messageEventDefinition id="ED_1" messageRef="Message_1"/></intermediateThrowEvent>"""
    + user("UT_Rest")
    + END
    + path("StartEvent_1", "M_Send", "UT_Rest", "End_1"),
    more=MESSAGE,
)
BEGINS = bpmn(
    "begins",
    """<startEvent id="M_Begin"><messageEventDefinition id="ED_1" messageRef="Message_1"/></startEvent>"""
    + user("UT_Work")
    + END
    + path("M_Begin", "UT_Work", "End_1"),
    more='<message id="Message_1" name="Msg_Begin"/>',
)
WAITS = bpmn(
    "waits",
    START
    + """<intermediateCatchEvent id="M_Wait"><messageEventDefinition id="ED_1" messageRef="Message_1"/></intermediateCatchEvent>"""
    + user("UT_Heard")
    + END
    + path("StartEvent_1", "M_Wait", "UT_Heard", "End_1"),
    more=MESSAGE,
)


def links(world, case):
    return [(event.other_id, event.relation) for event in world.events(case, "CaseLinked")]


def test_a_case_that_a_message_starts_is_linked_with_the_one_that_sent_it(world):
    world.deploy(SENDS, BEGINS)

    sender = world.start("sends", variables={"key": "A", "relation": None})
    world.run_due()

    (begun,) = world.cases("begins")
    assert links(world, sender) == [(begun.id, "begins")]
    assert links(world, begun) == [(sender.id, "source")]
    assert world.replays(sender)
    assert world.replays(begun)


def test_a_case_may_have_ended_when_what_it_started_is_linked_to_it(world):
    world.deploy(SENDS, BEGINS)
    sender = world.start("sends", variables={"key": "A", "relation": None})
    world.complete("UT_Rest", case=sender)

    world.run_due()

    assert [relation for _, relation in links(world, sender)] == ["begins"]


def test_a_message_that_says_a_relation_links_the_case_that_receives_it(world):
    world.deploy(SENDS, WAITS)
    receiver = world.start("waits", variables={"key": "A"})

    sender = world.start("sends", variables={"key": "A", "relation": "duplicate"})
    world.run_due()

    assert links(world, receiver) == [(sender.id, "duplicate")]
    assert links(world, sender) == [(receiver.id, "duplicate_of")]
    assert world.replays(receiver)


def test_a_message_without_a_relation_links_nothing_that_only_receives_it(world):
    world.deploy(SENDS, WAITS)
    receiver = world.start("waits", variables={"key": "A"})

    sender = world.start("sends", variables={"key": "A", "relation": None})
    world.run_due()

    assert world.open(receiver) == ["UT_Heard"]
    assert links(world, receiver) == links(world, sender) == []


def test_what_comes_from_outside_links_nothing(world):
    world.deploy(BEGINS)

    begun = world.publish("Msg_Begin", variables={"relation": "duplicate"}).instance

    assert links(world, begun) == []
