"""Called processes: cases of their own, under one lock, in one transaction."""

from datetime import timedelta

import pytest

from engine import endings, incidents, instances
from engine.advance import carry
from engine.errors import Conflict, Invalid
from tests.usecases import diagrams


@pytest.fixture
def caller(world):
    world.deploy(diagrams.CALLER, diagrams.CALLED)
    return world.start("caller", project="HY01", variables={"room": "8", "other": 1})


def child_of(world):
    return world.cases("called")[0]


def test_a_called_process_is_a_case_of_its_own_with_what_is_mapped_to_it(world, caller):
    child = child_of(world)

    assert world.open(caller) == []
    assert world.open(child) == ["UT_Sub"]
    assert (child.parent_id, child.root_id) == (caller.id, caller.id)
    assert (child.project, child.initiator) == ("HY01", "ann")
    assert child.business_key == caller.business_key
    assert world.variables(child) == {"room": "8"}


@pytest.mark.parametrize(
    ("said", "initiator", "name"),
    [("system", "system", "系统"), ("case.initiator", "bob", "博")],
)
def test_a_call_may_say_whose_case_is_begun(world, said, initiator, name):
    belongs = (
        f'<zeebe:properties><zeebe:property name="gj:initiator" value="{said}"/></zeebe:properties>'
    )
    calling = diagrams.bpmn(
        "calling",
        diagrams.START
        + diagrams.user("UT_First")
        + '<callActivity id="CA_Sub"><extensionElements><zeebe:calledElement processId="called"/>'
        + belongs
        + "</extensionElements></callActivity>"
        + diagrams.END
        + diagrams.path("StartEvent_1", "UT_First", "CA_Sub", "End_1"),
    )
    world.deploy(calling, diagrams.CALLED)
    case = world.start("calling", by="bob")

    world.complete("UT_First")

    child = child_of(world)
    assert (child.initiator, child.initiator_name) == (initiator, name)
    assert world.replays(case)
    assert world.replays(child)


def test_a_call_behind_a_notice_begins_a_case_of_whoever_began_the_caller(world):
    """The machine sends the notice and so acts when the process is called; it began nothing."""
    telling = (
        '<sendTask id="ST_Tell"><extensionElements><zeebe:taskDefinition type="notify"/>'
        "</extensionElements></sendTask>"
    )
    call = (
        '<callActivity id="CA_Sub"><extensionElements><zeebe:calledElement processId="called"/>'
        "</extensionElements></callActivity>"
    )
    order = diagrams.path("StartEvent_1", "UT_First", "ST_Tell", "CA_Sub", "End_1")
    body = diagrams.START + diagrams.user("UT_First") + telling + call + diagrams.END + order
    world.deploy(diagrams.bpmn("telling", body), diagrams.CALLED)
    case = world.start("telling", by="bob")

    world.complete("UT_First")
    world.run_due()

    child = child_of(world)
    assert (child.initiator, child.initiator_name) == ("bob", "博")
    assert world.replays(case)
    assert world.replays(child)


def test_the_caller_goes_on_with_what_the_called_process_leaves(world, caller):
    child = child_of(world)

    done = world.complete("UT_Sub", answer=42, secret=1)

    assert done.id == child.id
    assert done.state == "completed"
    assert world.open(caller) == ["UT_After"]
    assert world.variables(caller) == {"room": "8", "other": 1, "answer": 42}
    assert world.events(caller, "ChildEnded")[0].element_id == "CA_Sub"
    assert world.replays(caller)
    assert world.replays(child)


def test_an_error_that_the_called_process_does_not_catch_is_caught_by_the_caller(world, caller):
    child = child_of(world)

    world.complete("UT_Sub", broken=True)

    assert world.get(child).state == "terminated"
    assert world.get(child).outcome == "error BROKEN"
    assert world.get(child).incidents == 0
    assert world.open(caller) == ["UT_Failed"]
    assert world.replays(caller)
    assert world.replays(child)


def test_an_error_travels_through_the_calls_to_whoever_catches_it(world):
    between = diagrams.bpmn(
        "between",
        diagrams.START
        + '<callActivity id="CA_Deep"><extensionElements><zeebe:calledElement processId="called"/>'
        "</extensionElements></callActivity>"
        + diagrams.END
        + diagrams.path("StartEvent_1", "CA_Deep", "End_1"),
    )
    outer = diagrams.CALLER.replace(b'processId="called"', b'processId="between"')
    world.deploy(outer, between, diagrams.CALLED)
    case = world.start("caller")

    world.complete("UT_Sub", broken=True)

    assert world.open() == ["UT_Failed"]
    for key in ("between", "called"):
        (ended,) = world.cases(key)
        assert (ended.state, ended.outcome) == ("terminated", "error BROKEN")
        assert world.replays(ended)
    assert world.replays(case)


def test_an_error_that_nobody_catches_is_an_incident_where_it_was_thrown(world):
    without = diagrams.CALLER.replace(b'errorCode="BROKEN"', b'errorCode="OTHER"')
    world.deploy(without, diagrams.CALLED)
    case = world.start("caller")
    child = child_of(world)

    world.complete("UT_Sub", broken=True)

    (incident,) = world.incidents(child)
    assert (incident.kind, incident.element_id) == ("error-uncaught", "End_Error")
    assert world.get(child).state == "active"
    assert world.incidents(case) == []
    assert world.replays(child)


def test_an_error_thrown_once_more_finds_nobody_and_stops_there_again(world):
    without = diagrams.CALLER.replace(b'errorCode="BROKEN"', b'errorCode="OTHER"')
    world.deploy(without, diagrams.CALLED)
    world.start("caller")
    child = child_of(world)
    world.complete("UT_Sub", broken=True)
    (incident,) = world.incidents(child)

    world.do(incidents.resolve, incident.id, by="ada")

    assert world.get(child).incidents == 1
    assert world.replays(child)


def test_what_a_caller_catches_is_no_incident_and_the_end_event_has_completed(world, caller):
    child = child_of(world)

    world.complete("UT_Sub", broken=True)

    assert world.events(child, "IncidentRaised") == []
    assert world.events(child, "IncidentResolved") == []
    ended = [event.element_id for event in world.events(child, "ElementCompleted")]
    assert ended[-1] == "End_Error"
    assert world.events(child, "ElementTerminated") == []
    assert world.events(caller, "IncidentRaised") == []


def test_a_called_process_is_cancelled_with_its_caller_alone(world, caller):
    child = child_of(world)

    with pytest.raises(Conflict, match=f"called by case {caller.id}: cancel that one"):
        world.do(endings.cancel, child.id, by="ann", reason="不用了")

    assert world.open(child) == ["UT_Sub"]
    world.do(endings.cancel, caller.id, by="ann", reason="不用了")
    assert [world.get(case).state for case in (caller, child)] == ["cancelled", "terminated"]
    assert world.open() == []


def test_interrupting_a_call_activity_ends_the_called_process(world, caller):
    child = child_of(world)

    world.publish("Msg_Stop", caller.business_key)

    assert world.get(child).state == "terminated"
    assert world.open() == ["UT_Stopped"]
    assert world.replays(caller)
    assert world.replays(child)


def test_a_called_process_that_ends_at_once_lets_the_caller_go_on_at_once(world):
    world.deploy(
        diagrams.CALLER.replace(b'processId="called"', b'processId="through"'),
        diagrams.STRAIGHT_THROUGH,
    )

    case = world.start("caller")

    assert world.open(case) == ["UT_After"]


def test_a_process_that_calls_itself_stops_in_an_incident_that_names_the_limit(world):
    world.deploy(diagrams.RECURSIVE)

    case = world.start("recursive")

    started = world.cases("recursive")
    assert len(started) == carry.DEPTH + 1
    (incident,) = [found for one in started for found in world.incidents(one)]
    assert incident.kind == "limit"
    assert incident.element_id == "CA_Self"
    assert world.get(case).incidents == 0
    assert world.replays(case)


def test_one_command_starts_a_thousand_called_processes_at_most(world, monkeypatch):
    monkeypatch.setattr(carry, "CALLS", 2)
    many = diagrams.bpmn(
        "many",
        diagrams.START
        + '<callActivity id="CA_Each"><extensionElements><zeebe:calledElement processId="called"/>'
        "</extensionElements><multiInstanceLoopCharacteristics><extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=[1,2,3]"/></extensionElements>'
        "</multiInstanceLoopCharacteristics></callActivity>"
        + diagrams.END
        + diagrams.path("StartEvent_1", "CA_Each", "End_1"),
    )
    world.deploy(many, diagrams.CALLED)

    case = world.start("many")
    (incident,) = world.incidents(case)
    world.do(incidents.resolve, incident.id, by="ada")

    assert incident.kind == "limit"
    assert world.open() == ["UT_Sub"] * 3
    assert world.incidents(case) == []


def bound(binding):
    attribute = f'bindingType="{binding}"' + (' versionTag="v1"' if binding == "versionTag" else "")
    return diagrams.CALLER.replace(
        b'processId="called"', f'processId="called" {attribute}'.encode()
    )


def tagged(tag):
    extension = f'<zeebe:versionTag value="{tag}"/><zeebe:properties>'.encode()
    return diagrams.CALLED.replace(b"<zeebe:properties>", extension, 1)


@pytest.mark.parametrize(
    ("binding", "version"), [("latest", 2), ("deployment", 1), ("versionTag", 1)]
)
def test_a_call_activity_calls_the_version_that_it_is_bound_to(world, binding, version):
    world.deploy(bound(binding), tagged("v1"))
    world.deploy(tagged("v2"))

    world.start("caller")

    assert child_of(world).version == version


def test_bound_to_its_deployment_it_calls_what_had_not_changed_then(world):
    world.deploy(tagged("v1"))
    world.deploy(bound("deployment"), tagged("v1"))

    world.start("caller")

    assert child_of(world).version == 1


def test_a_call_that_finds_no_version_is_an_incident_until_there_is_one(world):
    world.deploy(bound("versionTag"), diagrams.CALLED)
    case = world.start("caller")

    (incident,) = world.incidents(case)
    assert (incident.kind, incident.element_id) == ("call", "CA_Sub")
    assert world.get(case).incidents == 1
    world.deploy(tagged("v1"))
    world.do(incidents.resolve, incident.id, by="ada")

    assert world.open() == ["UT_Sub"]
    assert world.get(case).incidents == 0
    assert world.replays(case)


def test_an_incident_of_a_call_is_over_when_the_call_is_withdrawn(world):
    world.deploy(bound("versionTag"), diagrams.CALLED)
    case = world.start("caller")

    world.publish("Msg_Stop", case.business_key)

    assert world.get(case).incidents == 0
    assert world.open() == ["UT_Stopped"]


def escalating(key, *, called="", cancel="false", throws="", caught=True):
    """A process that calls another or throws escalations, and hears at the border of its work."""
    work = (
        f'<callActivity id="Call_{key}"><extensionElements><zeebe:calledElement processId="{called}"/>'
        "</extensionElements></callActivity>"
        if called
        else diagrams.user(f"Call_{key}")
    )
    border = (
        f'<boundaryEvent id="B_{key}" attachedToRef="Call_{key}" cancelActivity="{cancel}">'
        f'<escalationEventDefinition escalationRef="Up"/></boundaryEvent>'
        + diagrams.user(f"Heard_{key}")
        + f'<endEvent id="End_{key}"/>'
        + diagrams.path(f"B_{key}", f"Heard_{key}", f"End_{key}")
        if caught
        else ""
    )
    thrown = [f"T{which}" for which in range(len(throws.split()))]
    events = "".join(
        f'<intermediateThrowEvent id="{id_}"><extensionElements><zeebe:ioMapping><zeebe:input '
        f'source="=room" target="where"/></zeebe:ioMapping></extensionElements>'
        f'<escalationEventDefinition escalationRef="{code}"/></intermediateThrowEvent>'
        for id_, code in zip(thrown, throws.split(), strict=True)
    )
    body = diagrams.START + work + border + events + diagrams.user(f"Last_{key}") + diagrams.END
    body += diagrams.path("StartEvent_1", f"Call_{key}", *thrown, f"Last_{key}", "End_1")
    more = '<escalation id="Up" name="up" escalationCode="up"/><escalation id="Off" name="off" escalationCode="off"/>'
    return diagrams.bpmn(key, body, more=more)


def test_an_escalation_that_the_called_process_does_not_catch_is_heard_by_the_caller(world):
    world.deploy(escalating("outer", called="inner"), escalating("inner", throws="Up Off Up"))
    case = world.start("outer", variables={"room": "8"})

    world.complete("Call_inner")

    (child,) = world.cases("inner")
    assert child.state == "active"
    assert sorted(world.open()) == ["Heard_outer", "Heard_outer", "Last_inner"]
    assert world.variables(case)["where"] == "8"
    assert [event.code for event in world.events(case, "ChildEscalated")] == ["up", "off", "up"]
    assert world.replays(case)
    assert world.replays(child)


def test_an_escalation_travels_through_calls_and_an_interrupting_catcher_ends_them(world):
    world.deploy(
        escalating("outer", called="between", cancel="true"),
        escalating("between", called="inner", caught=False),
        escalating("inner", throws="Up Up"),
    )
    case = world.start("outer", variables={"room": "8"})

    world.complete("Call_inner")

    assert world.open() == ["Heard_outer"]
    for key in ("between", "inner"):
        (ended,) = world.cases(key)
        assert ended.state == "terminated"
        assert world.replays(ended)
    assert world.replays(case)


def test_a_called_process_that_escalates_as_it_ends_does_not_come_back_to_a_call_that_is_gone(
    world,
):
    inner = escalating("inner", throws="Up").replace(
        diagrams.user("Last_inner").encode(), b'<task id="Last_inner"/>'
    )
    world.deploy(escalating("outer", called="inner", cancel="true"), inner)
    case = world.start("outer", variables={"room": "8"})

    world.complete("Call_inner")

    assert world.open() == ["Heard_outer"]
    assert world.cases("inner")[0].state == "completed"
    assert world.replays(case)


def test_what_an_error_carries_reaches_the_caller(world):
    mapped = (
        b'<endEvent id="End_Error"><extensionElements><zeebe:ioMapping><zeebe:input source="=room" '
        b'target="where"/></zeebe:ioMapping></extensionElements>'
    )
    world.deploy(diagrams.CALLER, diagrams.CALLED.replace(b'<endEvent id="End_Error">', mapped))
    case = world.start("caller", variables={"room": "8"})

    world.complete("UT_Sub", broken=True)

    assert world.open() == ["UT_Failed"]
    assert world.variables(case)["where"] == "8"


def throwing(key, *steps):
    """A process of automatic steps that ends with the error BROKEN, on several ways at once."""
    errors = "".join(
        f'<endEvent id="Bad_{way}"><errorEventDefinition errorRef="Err"/></endEvent>'
        for way in range(2)
    )
    body = diagrams.START + "".join(steps) + '<parallelGateway id="Fork"/>' + errors
    names = [step.split('id="')[1].split('"')[0] for step in steps]
    body += diagrams.path("StartEvent_1", *names, "Fork", "Bad_0") + diagrams.path("Fork", "Bad_1")
    return diagrams.bpmn(key, body, more='<error id="Err" name="broken" errorCode="BROKEN"/>')


def test_of_several_errors_of_a_called_process_the_first_is_thrown(world):
    world.deploy(diagrams.CALLER, throwing("called"))

    case = world.start("caller")

    assert world.open(case) == ["UT_Failed"]
    child = child_of(world)
    assert (child.state, child.outcome, child.incidents) == ("terminated", "error BROKEN", 0)
    assert [e.element_id for e in world.events(child, "ElementCompleted")][-1] == "Bad_0"
    assert [e.element_id for e in world.events(child, "ElementTerminated")] == ["Bad_1"]
    assert world.events(child, "IncidentRaised") == []
    assert world.replays(case)
    assert world.replays(child)


def test_another_incident_of_the_process_that_an_error_ends_stays_on_its_record(world):
    called = throwing("called").replace(
        b'<endEvent id="Bad_1"><errorEventDefinition errorRef="Err"/></endEvent>',
        b'<scriptTask id="Bad_1"><extensionElements><zeebe:script expression="=assert(1, false)" '
        b'resultVariable="x"/></extensionElements></scriptTask>',
    )
    world.deploy(diagrams.CALLER, called)

    case = world.start("caller")

    assert world.open(case) == ["UT_Failed"]
    (raised,) = world.events(child_of(world), "IncidentRaised")
    assert raised.element_id == "Bad_1"
    assert world.get(child_of(world)).incidents == 0


def test_an_error_after_the_call_has_been_ended_is_nobody_s_any_more(world):
    message = (
        '<intermediateCatchEvent id="Hear"><messageEventDefinition messageRef="Msg"/>'
        "</intermediateCatchEvent>"
    )
    slow = throwing("slow", message).replace(
        b"<error ",
        b'<message id="Msg" name="Msg"><extensionElements><zeebe:subscription '
        b'correlationKey="=room"/></extensionElements></message><error ',
    )
    calls = "".join(
        f'<callActivity id="Call_{key}"><extensionElements><zeebe:calledElement processId="{key}"/>'
        "</extensionElements></callActivity>"
        for key in ("quick", "slow")
    )
    both = '<startEvent id="Begin"/>' + calls + diagrams.path("Begin", "Call_quick")
    both += diagrams.path("Begin", "Call_slow")
    outer = diagrams.bpmn(
        "outer",
        diagrams.START
        + f'<subProcess id="Both">{both}</subProcess><boundaryEvent id="Caught" attachedToRef="Both">'
        '<errorEventDefinition errorRef="Err"/></boundaryEvent>'
        + diagrams.user("UT_Failed")
        + diagrams.path("StartEvent_1", "Both")
        + diagrams.path("Caught", "UT_Failed"),
        more='<error id="Err" name="broken" errorCode="BROKEN"/>',
    )
    world.deploy(outer, throwing("quick"), slow)
    world.publish("Msg", "8", ttl=timedelta(hours=1))

    case = world.start("outer", variables={"room": "8"})

    assert world.open(case) == ["UT_Failed"]
    (ended,) = world.cases("slow")
    assert (ended.state, ended.incidents) == ("terminated", 0)
    assert world.replays(case)
    assert world.replays(ended)


def throws(id_, name):
    return f'<intermediateThrowEvent id="{id_}"><signalEventDefinition signalRef="{name}"/></intermediateThrowEvent>'


def signals_named(*names):
    return "".join(f'<signal id="{name}" name="{name}"/>' for name in names)


def test_a_caller_hears_the_signal_of_a_called_process_before_that_has_ended(world):
    calling = diagrams.bpmn(
        "calling",
        diagrams.START
        + '<callActivity id="CA"><extensionElements><zeebe:calledElement processId="ringing"/></extensionElements></callActivity>'
        + '<boundaryEvent id="B" attachedToRef="CA"><signalEventDefinition signalRef="ring"/></boundaryEvent>'
        + diagrams.user("UT_Heard")
        + diagrams.END
        + diagrams.path("StartEvent_1", "CA", "End_1")
        + diagrams.path("B", "UT_Heard"),
        more=signals_named("ring"),
    )
    ringing = diagrams.bpmn(
        "ringing",
        diagrams.START
        + throws("T", "ring")
        + diagrams.END
        + diagrams.path("StartEvent_1", "T", "End_1"),
        more=signals_named("ring"),
    )
    world.deploy(calling, ringing)

    case = world.start("calling")
    world.run_due()

    assert world.open(case) == ["UT_Heard"]
    assert world.cases("ringing")[0].state == "completed"
    assert world.replays(case)


@pytest.mark.parametrize(("suspended", "heard"), [(False, ["UT_Heard"]), (True, [])])
def test_a_called_process_hears_its_caller_unless_it_is_suspended(world, suspended, heard):
    calling = diagrams.bpmn(
        "calling",
        diagrams.START
        + '<parallelGateway id="P"/>'
        + '<callActivity id="CA"><extensionElements><zeebe:calledElement processId="hearing"/></extensionElements></callActivity>'
        + diagrams.user("UT_Ring")
        + throws("T", "ring")
        + diagrams.path("StartEvent_1", "P", "CA")
        + diagrams.path("P", "UT_Ring", "T"),
        more=signals_named("ring"),
    )
    hearing = diagrams.bpmn(
        "hearing",
        diagrams.START
        + '<intermediateCatchEvent id="C"><signalEventDefinition signalRef="ring"/></intermediateCatchEvent>'
        + diagrams.user("UT_Heard")
        + diagrams.END
        + diagrams.path("StartEvent_1", "C", "UT_Heard", "End_1"),
        more=signals_named("ring"),
    )
    world.deploy(calling, hearing)
    world.start("calling")
    (called,) = world.cases("hearing")
    if suspended:
        world.do(instances.suspend, called.id, by="ada", reason="x")

    world.complete("UT_Ring")
    world.run_due()

    assert world.open(called) == heard


def test_signals_that_answer_each_other_without_end_are_refused(world, monkeypatch):
    monkeypatch.setattr(carry, "CALLS", 5)
    answers = (
        '<subProcess id="ES" triggeredByEvent="true"><startEvent id="ES_S" isInterrupting="false">'
        '<signalEventDefinition signalRef="{0}"/></startEvent>'
        '<endEvent id="ES_E"><signalEventDefinition signalRef="{1}"/></endEvent>'
        + diagrams.flow("ES_S", "ES_E")
        + "</subProcess>"
    )
    calling = diagrams.bpmn(
        "calling",
        diagrams.START
        + '<callActivity id="CA"><extensionElements><zeebe:calledElement processId="ringing"/></extensionElements></callActivity>'
        + answers.format("ring", "echo")
        + diagrams.END
        + diagrams.path("StartEvent_1", "CA", "End_1"),
        more=signals_named("ring", "echo"),
    )
    ringing = diagrams.bpmn(
        "ringing",
        diagrams.START
        + diagrams.user("UT_Ring")
        + throws("T", "ring")
        + diagrams.user("UT_Then")
        + answers.format("echo", "ring")
        + diagrams.END
        + diagrams.path("StartEvent_1", "UT_Ring", "T", "UT_Then", "End_1"),
        more=signals_named("ring", "echo"),
    )
    world.deploy(calling, ringing)
    case = world.start("calling")

    with pytest.raises(Invalid, match="more than 5 signals answer each other"):
        world.complete("UT_Ring")

    assert world.open(world.cases("ringing")[0]) == ["UT_Ring"]
    assert world.cases("calling")[0].seq == case.seq
