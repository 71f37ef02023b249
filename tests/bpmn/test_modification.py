"""Changing by hand where a case stands: what is taken back, skipped and begun, and what is refused."""

from uuid import UUID

import pytest

from engine import diagram
from engine.errors import Conflict, Invalid, NotFound
from engine.history import command_of, decode, encode
from engine.interpreter import driving, open_activities
from engine.model import commands, events, moves
from engine.model.moves import (
    ActivateAfter,
    ActivateBefore,
    CancelActivity,
    CancelElement,
    SkipActivity,
    TakeFlow,
)
from tests.bpmn.conftest import INSTANCE

DRAWN = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
    '<process id="p"><startEvent id="S"/><userTask id="U"/><sequenceFlow id="F" sourceRef="S" '
    'targetRef="U"/><adHocSubProcess id="Any"><userTask id="InAny"/></adHocSubProcess>'
    '<subProcess id="Undo" isForCompensation="true"><startEvent id="S2"/><userTask id="InUndo"/>'
    '<sequenceFlow id="F2" sourceRef="S2" targetRef="InUndo"/></subProcess>'
    '<subProcess id="Late" triggeredByEvent="true"><startEvent id="S3" isInterrupting="false">'
    "<timerEventDefinition><timeDuration>=wait</timeDuration></timerEventDefinition></startEvent>"
    '<userTask id="InLate"/><sequenceFlow id="F3" sourceRef="S3" targetRef="InLate"/></subProcess>'
    "</process></definitions>"
)
"""Kinds of sub-processes that nobody enters by hand, and one whose timer may be no time."""


def opened(case):
    return open_activities(case.definition, case.snapshot, case.now)


def the(case, element_id, counter=None):
    """The id of the one open activity or arrival at an element."""
    found = [
        each.activity_id
        for each in opened(case)
        if each.element_id == element_id and each.loop_counter == counter
    ]
    assert len(found) == 1, found
    return found[0]


def test_a_token_is_moved_to_another_element(play):
    case = play("parallel_join_in_loop").start().complete("Draft")

    case.modify(CancelElement(element_id="A"), ActivateBefore(element_id="Decide"))

    assert "A" not in case.open
    withdrawn = case.told(events.UserTaskWithdrawn)
    assert [(e.element_id, e.reason) for e in withdrawn] == [("A", "mended")]


def test_a_modification_tells_where_the_case_stood_and_where_it_stands(play):
    case = play("embedded_subprocess").start()

    case.modify(CancelElement(element_id="A"), ActivateBefore(element_id="B"))

    (told,) = case.told(events.ModificationCarriedOut)
    assert [each["element_id"] for each in told.before] == ["P", "A"]
    assert [each["element_id"] for each in told.after] == ["P", "B"]
    assert told.before[1]["scope_id"] == told.before[0]["activity_id"]


def test_all_is_done_or_nothing(play):
    case = play("embedded_subprocess").start()
    before = case.snapshot

    with pytest.raises(NotFound, match="Nowhere"):
        case.modify(CancelElement(element_id="A"), ActivateBefore(element_id="Nowhere"))

    assert case.snapshot == before
    assert case.open == ["A"]


def test_the_boundary_events_of_what_begins_are_armed(play):
    case = play("timer_boundary").start().fire("T")
    assert case.open == ["Late"]

    case.modify(CancelElement(element_id="Late"), ActivateBefore(element_id="U"))

    assert case.open == ["U"]
    assert list(case.timers()) == ["T"]


def test_the_boundary_events_of_what_is_taken_back_are_disarmed(play):
    case = play("timer_boundary").start()

    case.modify(CancelElement(element_id="U"), ActivateAfter(element_id="T"))

    assert case.open == ["Late"]
    assert case.timers() == {}


def test_an_arrival_that_waits_at_a_join_is_taken_back(play):
    case = play("parallel_join_in_loop").start().complete("Draft").complete("A")
    arrival = the(case, "Join")

    case.modify(CancelActivity(activity_id=arrival), ActivateBefore(element_id="A"))

    assert case.open == ["A", "B", "C"]
    assert not [each for each in opened(case) if each.arrival]
    for element_id in "ABC":
        case.complete(element_id, again=False)
    assert case.ended


def test_an_arrival_at_a_join_is_produced(play):
    case = play("parallel_join_in_loop").start().complete("Draft", again=False)

    case.modify(CancelElement(element_id="A"), TakeFlow(flow_id="A_Join"))

    assert case.open == ["B", "C"]
    assert [(each.via, each.arrival) for each in opened(case) if each.element_id == "Join"] == [
        ("A_Join", True)
    ]
    case.complete("B").complete("C")
    assert case.ended


def test_a_join_at_which_one_begins_waits_for_nobody(play):
    case = play("parallel_join_in_loop").start(again=False).complete("Draft")

    case.modify(
        *[CancelElement(element_id=each) for each in "ABC"], ActivateBefore(element_id="Join")
    )

    assert case.ended


def test_an_inclusive_join_at_which_one_begins_waits_for_nobody(play):
    case = play("inclusive_gateway").start(a=True, b=True, c=True)
    case.modify(
        *[CancelElement(element_id=each) for each in case.open], ActivateBefore(element_id="Join")
    )

    assert case.open == ["After"]


def test_an_inclusive_join_goes_on_when_what_it_waited_for_is_taken_back(play):
    case = play("inclusive_join_both").start(both=True)
    case.modify(*[CancelElement(element_id=each) for each in case.open], TakeFlow(flow_id="A_Join"))

    assert case.open == ["After"]


def test_what_is_around_an_element_is_opened_for_it(play):
    case = play("embedded_subprocess").start().fire("T")
    assert case.open == ["Late"]

    case.modify(CancelElement(element_id="Late"), ActivateBefore(element_id="B"))

    assert case.open == ["B"]
    assert list(case.timers()) == ["T"]
    case.complete("B")
    assert case.ended


def test_two_activities_share_the_sub_process_that_is_opened_for_them(play):
    case = play("nested_subprocesses").start()
    opened_before = case.visits(events.ElementActivated).count("Outer")

    case.modify(
        CancelElement(element_id="Outer"),
        ActivateBefore(element_id="A"),
        ActivateBefore(element_id="B"),
    )

    assert case.open == ["A", "B"]
    assert case.visits(events.ElementActivated).count("Outer") == opened_before + 1


def test_what_is_open_around_an_element_is_used(play):
    case = play("nested_subprocesses").start()

    case.modify(CancelElement(element_id="A"), ActivateBefore(element_id="B"))

    assert case.open == ["B", "B"]
    assert case.visits(events.ElementActivated).count("Outer") == 1


def test_a_sub_process_goes_with_the_last_that_is_taken_back_in_it(play):
    case = play("nested_subprocesses").start()

    case.modify(
        CancelElement(element_id="A"),
        CancelElement(element_id="B"),
        ActivateBefore(element_id="Mend"),
    )

    assert case.open == ["Mend"]
    assert {"Inner", "Outer"} <= {e.element_id for e in case.told(events.ElementTerminated)}


def test_what_is_inside_and_what_is_around_it_may_both_be_named(play):
    case = play("nested_subprocesses").start()

    case.modify(
        CancelElement(element_id="A"),
        CancelElement(element_id="Outer"),
        ActivateBefore(element_id="Mend"),
    )

    assert case.open == ["Mend"]


def test_nothing_is_left_is_refused(play):
    case = play("nested_subprocesses").start()

    with pytest.raises(Invalid, match="end the case"):
        case.modify(CancelElement(element_id="A"), CancelElement(element_id="B"))


def test_no_instruction_is_refused(play):
    with pytest.raises(Invalid, match="an instruction"):
        play("user_task").start().modify()


def test_variables_go_to_the_scopes_that_are_named(play):
    case = play("embedded_subprocess").start()

    case.modify(
        CancelElement(element_id="A"),
        ActivateBefore(
            element_id="B",
            variables={"embedded_subprocess": {"x": 1}, "P": {"y": 2}, "B": {"z": 3}},
        ),
    )

    assert case.variables["x"] == 1
    assert case.visible("B").items() >= {"x": 1, "y": 2, "z": 3}.items()
    assert "y" not in case.variables


def test_variables_go_to_a_scope_that_is_opened(play):
    case = play("embedded_subprocess").start().fire("T")

    case.modify(
        CancelElement(element_id="Late"), ActivateBefore(element_id="B", variables={"P": {"y": 2}})
    )

    assert case.visible("B")["y"] == 2
    assert "y" not in case.variables


def test_variables_of_a_scope_that_is_not_there_are_refused(play):
    with pytest.raises(Invalid, match="Late: no scope"):
        play("embedded_subprocess").start().modify(
            ActivateBefore(element_id="B", variables={"Late": {"y": 2}})
        )


def test_an_incident_of_what_is_taken_back_is_closed(play):
    case = play("nested_subprocesses").start()
    case.throw("A", "nobody")
    assert len(case.incidents()) == 1

    case.modify(CancelElement(element_id="A"), ActivateBefore(element_id="A"))

    assert case.incidents() == []
    assert case.open == ["A", "B"]


def test_a_way_is_taken_where_a_condition_failed(play):
    case = play("no_way_out").start(go=False, stay=False).complete("U")
    (incident,) = case.incidents()

    case.modify(CancelActivity(activity_id=incident.activity_id), ActivateBefore(element_id="A"))

    assert case.incidents() == []
    assert case.open == ["A"]


def test_one_of_several_instances_is_taken_back_and_the_others_go_on(play):
    case = play("multi_instance_parallel").start(people=["a", "b", "c"])
    count = len(case.open)

    case.modify(CancelActivity(activity_id=the(case, "Vote", 1)))

    assert len(case.open) == count - 1


def test_an_instance_in_which_nothing_is_left_goes_and_the_others_go_on(play):
    case = play("multi_instance_subprocess").start(points=["a", "b"], finding="none")
    looks = [each for each in opened(case) if each.element_id == "Look"]

    case.modify(CancelActivity(activity_id=looks[0].activity_id))

    assert case.open == ["Look"] * (len(looks) - 1)


def test_inside_a_multi_instance_one_begins_in_the_instance_that_is_named(play):
    case = play("multi_instance_subprocess").start(points=["a", "b"], finding="none")
    looks = [each for each in opened(case) if each.element_id == "Look"]

    with pytest.raises(Invalid, match="name the scope"):
        case.modify(ActivateBefore(element_id="Photo"))
    case.modify(ActivateBefore(element_id="Photo", scope_id=looks[0].scope_id))

    assert "Photo" in case.open


def test_a_multi_instance_that_is_not_open_is_not_entered(play):
    case = play("multi_instance_subprocess").start(points=["a", "b"], finding="none")

    with pytest.raises(Invalid, match="several times"):
        case.modify(CancelElement(element_id="Check"), ActivateBefore(element_id="Look"))


def test_a_multi_instance_begins_again_as_a_whole(play):
    case = play("multi_instance_parallel").start(people=["a", "b", "c"])
    count = len(case.open)
    first = min(case.tasks(), key=lambda task: task.task_id)
    case.complete_id(first.task_id)

    case.modify(CancelElement(element_id="Vote"), ActivateBefore(element_id="Vote"))

    assert len(case.open) == count
    assert list(case.timers()) == ["T"]


def test_an_interrupting_event_sub_process_begins_only_alone(play):
    case = play("event_subprocess_interrupting").start()

    with pytest.raises(Invalid, match="interrupts"):
        case.modify(ActivateBefore(element_id="Confirm"))
    case.modify(CancelElement(element_id="U"), ActivateBefore(element_id="Confirm"))

    assert case.open == ["Confirm"]
    assert case.subscriptions() == []
    case.complete("Confirm")
    assert case.ended


def test_an_event_sub_process_is_begun_as_its_event_would(play):
    case = play("event_subprocess_interrupting").start()

    case.modify(CancelElement(element_id="U"), ActivateBefore(element_id="Handler"))

    assert case.open == ["Confirm"]


def test_an_event_sub_process_that_does_not_interrupt_begins_beside(play):
    case = play("event_subprocess_timer").start()

    case.modify(ActivateBefore(element_id="Look"))

    assert case.open == ["Look", "U"]
    assert list(case.timers()) == ["Tick"]


def test_the_event_sub_processes_of_what_is_opened_are_armed(play):
    case = play("timer_in_subprocess_and_retry").start(wait="PT5M")

    case.modify(CancelElement(element_id="P"), ActivateBefore(element_id="U"))

    assert case.open == ["U"]
    assert list(case.timers()) == ["Tick"]


def test_what_cannot_be_opened_is_an_incident_and_begins_at_its_place_when_it_is_tried_again(play):
    case = play("timer_in_subprocess_and_retry").start(wait="PT5M").write(wait="later")
    case.modify(CancelElement(element_id="P"), ActivateBefore(element_id="U"))
    (incident,) = case.incidents()

    case.write(wait="PT5M").retry()

    assert incident.element_id == "P"
    assert case.open == ["U"]
    assert case.visits(events.ElementActivated).count("IS") == 1


def test_an_event_gateway_begins_and_listens(play):
    case = play("event_gateway").start(order=7).fire("Late")

    case.modify(CancelElement(element_id="AfterLate"), ActivateBefore(element_id="G"))

    assert "Late" in case.timers()


def test_one_of_the_events_behind_a_gateway_is_waited_for_alone(play):
    case = play("event_gateway").start(order=7)

    case.modify(CancelElement(element_id="G"), ActivateBefore(element_id="Late"))
    case.fire("Late")

    assert case.open == ["AfterLate"]


def test_a_link_catches_by_hand(play):
    case = play("link_events").start(short=False)

    case.modify(CancelElement(element_id="U"), ActivateBefore(element_id="Home"))

    assert case.ended


@pytest.mark.parametrize(
    ("name", "instruction", "reason"),
    [
        ("user_task", ActivateBefore(element_id="S"), "happens by itself"),
        ("timer_boundary", ActivateBefore(element_id="T"), "happens by itself"),
        ("compensation", ActivateBefore(element_id="UndoA"), "undoes something"),
        ("user_task", ActivateAfter(element_id="E"), "no way out"),
        ("event_gateway", ActivateAfter(element_id="G"), "name the flow"),
        ("activity_outgoing_flows", ActivateAfter(element_id="U"), "name the flow"),
        ("user_task", CancelActivity(activity_id=UUID(int=INSTANCE.int + 99)), "is open"),
        ("user_task", CancelElement(element_id="E"), "nothing is open"),
        ("user_task", TakeFlow(flow_id="Nowhere"), "no flow"),
        ("user_task", ActivateBefore(element_id="U", cause_id=UUID(int=5)), "no activity of this"),
        (
            "user_task",
            ActivateBefore(element_id="U", cause_id=UUID(int=INSTANCE.int + 99)),
            "no activity of this",
        ),
        ("user_task", ActivateBefore(element_id="U", variables={"U": {"case": 1}}), "facts"),
    ],
)
def test_what_cannot_be_right_is_refused_with_the_reason(play, name, instruction, reason):
    case = play(name).start()

    with pytest.raises((Invalid, NotFound), match=reason):
        case.modify(instruction)


@pytest.mark.parametrize(
    ("element_id", "reason"), [("InAny", "rules of its own"), ("InUndo", "undoes something")]
)
def test_what_opens_otherwise_is_not_opened_by_hand(playing, element_id, reason):
    case = playing(DRAWN).start(wait="PT1H")

    with pytest.raises(Invalid, match=reason):
        case.modify(ActivateBefore(element_id=element_id))


def test_an_event_sub_process_that_undoes_is_not_begun_by_hand(play):
    case = play("compensation_event_subprocess").start()
    (handler,) = (
        element_id for element_id, element in elements(case).items() if element.is_event_subprocess
    )

    with pytest.raises(Invalid, match="undoes something"):
        case.modify(ActivateBefore(element_id=handler))


def elements(case):
    (process,) = diagram.read(case.definition.xml).processes.values()
    return process.elements


def test_a_scope_that_is_not_around_the_element_is_refused(play):
    case = play("embedded_subprocess").start()

    with pytest.raises(Invalid, match="no open sub-process around"):
        case.modify(ActivateBefore(element_id="B", scope_id=the(case, "A")))


def test_a_scope_may_be_further_out(play):
    case = play("nested_subprocesses").start()

    case.modify(ActivateBefore(element_id="A", scope_id=the(case, "Outer")))

    assert case.open == ["A", "A", "B"]


def test_all_ways_that_need_no_choice_are_taken(play):
    case = play("parallel_join_in_loop").start()

    case.modify(CancelElement(element_id="Draft"), ActivateAfter(element_id="Fork"))

    assert case.open == ["A", "B", "C"]


def test_what_continues_something_says_so(play):
    case = play("embedded_subprocess").start()
    first = the(case, "A")

    case.modify(
        CancelActivity(activity_id=first),
        ActivateBefore(element_id="B", cause_id=first),
        TakeFlow(flow_id="A_B", cause_id=first),
    )

    assert [e.cause_id for e in case.told(events.ElementActivated)] == [first, None]
    assert [e.source_id for e in case.told(events.SequenceFlowTaken)] == [first]


def test_a_compensation_goes_on_without_a_handler_that_is_taken_back(play):
    case = play("compensation").start(what="all")
    case.complete("A").complete("B").complete("C")

    case.modify(CancelElement(element_id="UndoB"))

    assert case.open == ["UndoA"]


def test_a_compensation_goes_with_what_asked_for_it(play):
    case = play("compensation").start(what="all")
    case.complete("A").complete("B").complete("C")

    case.modify(
        CancelElement(element_id="All"),
        CancelElement(element_id="UndoB"),
        ActivateBefore(element_id="C"),
    )

    assert case.open == ["C"]


def test_what_is_being_undone_is_not_taken_for_open(play):
    case = play("compensation_subprocess").start().complete("A").complete("B")
    assert case.open == ["UndoB"]

    case.modify(ActivateBefore(element_id="A"))

    assert case.open == ["A", "UndoB"]
    assert case.visits(events.ElementActivated).count("Sub") == 3


# skipping


def test_a_task_is_skipped_with_what_it_would_have_brought(play):
    case = play("embedded_subprocess").start()

    case.modify(SkipActivity(activity_id=the(case, "A"), variables={"done": False}))

    assert case.open == ["B"]
    assert case.variables["done"] is False
    assert len(case.told(events.UserTaskWithdrawn)) == 1


@pytest.mark.parametrize(
    "name", ["service_task", "call_activity", "message_catch", "standard_loop"]
)
def test_whatever_waits_is_skipped(play, name):
    case = play(name).start()
    waits = opened(case)[0]

    case.modify(SkipActivity(activity_id=waits.activity_id))

    assert waits.element_id in case.visits()
    assert not case.timers()
    assert not case.subscriptions()


def test_a_sub_process_is_skipped_with_everything_in_it(play):
    case = play("nested_subprocesses").start()

    case.modify(SkipActivity(activity_id=the(case, "Outer")))

    assert case.ended


def test_one_instance_is_skipped_and_counts_as_done(play):
    case = play("multi_instance_parallel").start(people=["a", "b", "c"])
    count = len(case.open)

    case.modify(SkipActivity(activity_id=the(case, "Vote", 1), variables={"vote": "yes"}))

    assert len(case.open) == count - 1
    assert list(case.timers()) == ["T"]
    case.complete("Vote", 2, vote="no").complete("Vote", 3, vote="no")
    assert case.variables["votes"] == ["yes", "no", "no"]


def test_an_activity_that_an_incident_stopped_is_skipped(play):
    case = play("error_from_task").start().throw("U", "nobody")

    case.modify(SkipActivity(activity_id=case.incidents()[0].activity_id))

    assert case.ended
    assert case.incidents() == []


def test_what_was_skipped_is_not_undone(play):
    case = play("compensation").start(what="all")
    case.modify(SkipActivity(activity_id=the(case, "A")))

    case.complete("B").complete("C").complete("UndoB")

    assert case.ended
    assert "UndoA" not in case.visits()


def test_what_was_stopped_for_running_in_circles_is_skipped(playing, monkeypatch):
    monkeypatch.setattr(driving, "MOST_STEPS", 0)
    case = playing(DRAWN).start(wait="PT1H")
    assert case.incidents()[0].kind == "limit"
    monkeypatch.undo()

    with pytest.raises(Invalid, match="makes something begin"):
        case.modify(SkipActivity(activity_id=case.incidents()[0].activity_id))
    case.retry()
    monkeypatch.setattr(driving, "MOST_STEPS", 0)
    case.modify(CancelElement(element_id="U"), ActivateBefore(element_id="U"))
    monkeypatch.undo()
    case.modify(SkipActivity(activity_id=case.incidents()[0].activity_id))

    assert case.ended
    assert case.visits(events.ElementActivated).count("U") == 2


def test_a_gateway_is_not_skipped(play):
    case = play("event_gateway").start(order=7)

    with pytest.raises(Invalid, match="chooses a way"):
        case.modify(SkipActivity(activity_id=the(case, "G")))


def test_what_is_taken_back_is_not_skipped_too(play):
    case = play("nested_subprocesses").start()
    skipped = SkipActivity(activity_id=the(case, "A"))

    with pytest.raises(Conflict):
        case.modify(CancelElement(element_id="A"), skipped)
    with pytest.raises(Conflict):
        case.modify(CancelElement(element_id="Outer"), skipped)


# beginning elsewhere


def begin(case, *at, **variables):
    return case.do(commands.Start(instance_id=INSTANCE, variables=variables, at=at))


def test_a_case_begins_at_a_chosen_element(play):
    case = begin(play("embedded_subprocess"), ActivateBefore(element_id="B"), x=1)

    assert case.open == ["B"]
    assert case.variables == {"x": 1}
    assert list(case.timers()) == ["T"]


def test_a_case_that_begins_elsewhere_listens_to_its_event_sub_processes(play):
    case = begin(play("event_subprocess_interrupting"), ActivateBefore(element_id="U"))

    assert len(case.subscriptions()) == 1


def test_a_case_that_cannot_listen_does_not_begin_elsewhere(playing):
    case = playing(DRAWN)

    with pytest.raises(Invalid, match="cannot begin"):
        begin(case, ActivateBefore(element_id="U"), wait="later")


def test_a_case_that_begins_takes_nothing_back(play):
    with pytest.raises(Invalid, match="nothing to take back"):
        begin(play("user_task"), CancelElement(element_id="U"))


# the record


def test_every_instruction_is_read_back_from_the_record():
    ids = {"cause_id": INSTANCE, "scope_id": INSTANCE, "variables": {"P": {"x": [1]}}}
    instructions = (
        CancelActivity(activity_id=INSTANCE),
        CancelElement(element_id="A"),
        SkipActivity(activity_id=INSTANCE, variables={"a": 1}),
        ActivateBefore(element_id="A", **ids),
        ActivateAfter(element_id="A"),
        TakeFlow(flow_id="F", **ids),
    )
    event = events.InstanceModified(
        instructions=tuple(map(moves.to_json, instructions)), reason="why"
    )

    found = command_of(decode(*encode(event)), INSTANCE)

    assert found == commands.Modify(instructions=instructions, reason="why")


@pytest.mark.parametrize(
    "said",
    [{}, {"do": "dance"}, {"do": "cancel_activity"}, {"do": "cancel_activity", "activity_id": "x"}],
)
def test_what_is_no_instruction_is_refused(said):
    with pytest.raises(Invalid):
        moves.of_json(said)
