"""Returning a task to one that was done before: every way of running agrees on every return."""

from itertools import permutations
from uuid import UUID

import pytest

from engine import returning
from engine.errors import Invalid, MigrationRefused, NotFound
from engine.interpreter import open_activities
from engine.model import events
from engine.model.moves import ActivateBefore, CancelActivity, CancelElement, TakeFlow

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t"><process id="p">'
)
KINDS = {
    "+": "parallelGateway",
    "o": "inclusiveGateway",
    "x": "exclusiveGateway",
    "S": "startEvent",
    "E": "endEvent",
    "?": "eventBasedGateway",
}
HOUR = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
MANY = (
    "<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics "
    'inputCollection="=[1,2]"/></extensionElements></multiInstanceLoopCharacteristics>'
)


def level(*ways, more=""):
    """Draw flows `A>B` or `A>B if condition`; `*` marks several instances, `@T` a timer catch."""
    names, flows, defaults = {}, "", {}
    for way in ways:
        ends, _, condition = way.partition(" if ")
        for source, target in zip(ends.split(">"), ends.split(">")[1:], strict=False):
            names |= dict.fromkeys((source, target))
            flow_id = f"{plain(source)}_{plain(target)}"
            test = f"<conditionExpression>={condition}</conditionExpression>" if condition else ""
            if source[0] in "xo" and not condition:
                defaults[plain(source)] = f'default="{flow_id}"'
            flows += (
                f'<sequenceFlow id="{flow_id}" sourceRef="{plain(source)}" '
                f'targetRef="{plain(target)}">{test}</sequenceFlow>'
            )
    return "".join(node(name, defaults.get(plain(name), "")) for name in names) + flows + more


def plain(name):
    return name.strip("*@").replace("+", "P").replace("?", "V")


def node(name, attributes):
    if name[0] == "(" or plain(name) in GIVEN:
        return ""
    if name[0] == "@":
        return f'<intermediateCatchEvent id="{plain(name)}">{HOUR}</intermediateCatchEvent>'
    kind = KINDS.get(name[0], "userTask")
    inside = MANY if name.endswith("*") else ""
    return f'<{kind} id="{plain(name)}" {attributes}>{inside}</{kind}>'


GIVEN = {"T", "Sub", "Each"}
"""Nodes that a diagram brings along."""


def drawn(*ways, more=""):
    return HEAD + level(*ways, more=more) + "</process></definitions>"


LINE = drawn("S>A>B>C>E")
REVIEW = drawn("S>A>+F>B1>B2>+J>D>E", "+F>C1>C2>+J")
LOOP = drawn("S>x0>A>+F>B>+J>D>x1>E", "+F>C>+J", "x1>x0 if again")
OR = drawn("S>A>oF", "oF>B if b", "oF>C if c", "oF>X", "B>oJ>D>E", "C>oJ", "X>oJ")
EVENTS = drawn("S>A>?G>@W1>B>E", "?G>@W2>C>E2".replace("W2", "W2"))
MULTI = drawn("S>A>M*>B>E")
DEADLINE = drawn(
    "S>A>B>C>E", "T>L>E2", more=f'<boundaryEvent id="T" attachedToRef="B">{HOUR}</boundaryEvent>'
)
INNER = level("S1>I1>I2>E1")
SUB = drawn("S>A>Sub>C>E", more=f'<subProcess id="Sub">{INNER}</subProcess>')
EACH = drawn("S>A>Each>C>E", more=f'<subProcess id="Each">{MANY}{INNER}</subProcess>')
TWICE = drawn("S>+F>A>+J1>B>+J2>E", "+F>X>+J1", "+F>Y>+J2")


def opened(case):
    return open_activities(case.definition, case.snapshot, case.now)


def refusals(case, element_id):
    found = returning.targets(case.history, opened(case), case.waiting(element_id))
    return {target.element_id: target.refusal for target in found}


def send_back(case, element_id, to, counter=None):
    """Return the open task to an element; returns what that took."""
    activity_id = case.waiting(element_id, counter)
    planned = returning.plan(case.history, opened(case), activity_id, to)
    case.modify(*planned.instructions, reason="退回")
    return planned


def do(case, *elements, **variables):
    for element_id in elements:
        case.complete(element_id, **variables)
    return case


@pytest.mark.parametrize("to", ["A", "B"])
def test_on_a_line_to_every_earlier_task_and_on_again_to_the_end(playing, to):
    case = do(playing(LINE).start(), "A", "B")

    send_back(case, "C", to)

    assert case.open == [to]
    do(case, *("ABC"["ABC".index(to) :]))
    assert case.ended


def test_what_lies_ahead_was_never_done_and_gateways_are_no_targets(playing):
    case = do(playing(REVIEW).start(), "A", "B1")

    assert refusals(case, "B2") == {"A": "", "B1": "", "C1": "not-done", "B2": "not-done"}


def test_inside_a_branch_the_other_branch_is_not_touched(playing):
    case = do(playing(REVIEW).start(), "A", "B1", "C1")
    other = case.waiting("C2")

    planned = send_back(case, "B2", "B1")

    assert case.open == ["B1", "C2"]
    assert case.waiting("C2") == other
    assert [each.element_id for each in planned.withdrawn] == ["B2"]
    do(case, "B1", "C2", "B2")
    assert case.open == ["D"]


def test_to_before_the_split_the_other_branch_is_withdrawn(playing):
    case = do(playing(REVIEW).start(), "A", "B1", "C1")

    planned = send_back(case, "B2", "A")

    assert case.open == ["A"]
    assert sorted(each.element_id for each in planned.withdrawn) == ["B2", "C2"]
    assert [(e.element_id, e.reason) for e in case.told(events.UserTaskWithdrawn)] == [
        ("B2", "退回"),
        ("C2", "退回"),
    ]
    do(case, "A", "B1", "B2", "C1")
    assert case.open == ["C2"]
    assert do(case, "C2").open == ["D"]


def test_to_before_the_split_a_result_that_waits_at_the_join_is_taken_back(playing):
    case = do(playing(REVIEW).start(), "A", "C1", "C2", "B1")

    planned = send_back(case, "B2", "A")

    assert case.open == ["A"]
    assert [each.element_id for each in planned.withdrawn if each.arrival] == ["PJ"]
    do(case, "A", "B1", "B2")
    assert case.open == ["C1"]
    assert do(case, "C1", "C2").open == ["D"]


def test_inside_a_branch_a_result_of_the_other_goes_on_waiting(playing):
    case = do(playing(REVIEW).start(), "A", "C1", "C2", "B1")

    send_back(case, "B2", "B1")

    assert case.open == ["B1"]
    assert do(case, "B1", "B2").open == ["D"]


ORDERS = [
    order
    for order in permutations(["B1", "B2", "C1", "C2"])
    if order.index("B1") < order.index("B2") and order.index("C1") < order.index("C2")
]


@pytest.mark.parametrize("order", ORDERS)
def test_from_behind_the_join_to_before_the_split_everything_is_done_again(playing, order):
    case = do(playing(REVIEW).start(), "A", *order)

    planned = send_back(case, "D", "A")

    assert case.open == ["A"]
    assert planned.kept == ()
    do(case, "A", *order)
    assert case.open == ["D"]
    assert do(case, "D").ended


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("to", "redone", "kept"),
    [
        ("B1", ["B1", "B2"], "C2_PJ"),
        ("B2", ["B2"], "C2_PJ"),
        ("C1", ["C1", "C2"], "B2_PJ"),
        ("C2", ["C2"], "B2_PJ"),
    ],
)
def test_from_behind_the_join_into_one_branch_the_result_of_the_other_is_kept(
    playing, order, to, redone, kept
):
    case = do(playing(REVIEW).start(), "A", *order)

    for _ in range(2):  # twice in a row
        planned = send_back(case, "D", to)
        assert planned.kept == (kept,)
        assert case.open == [to]
        do(case, *redone)
        assert case.open == ["D"]

    send_back(case, "D", "A")
    assert case.open == ["A"]
    assert do(case, "A", *order).open == ["D"]
    assert do(case, "D").ended


@pytest.mark.parametrize("order", ORDERS)
def test_one_branch_after_the_other(playing, order):
    case = do(playing(REVIEW).start(), "A", *order)

    for to, redone in (("B1", ["B1", "B2"]), ("C2", ["C2"]), ("B2", ["B2"])):
        send_back(case, "D", to)
        assert case.open == [to]
        do(case, *redone)
        assert case.open == ["D"]

    assert not [each for each in opened(case) if each.arrival]
    assert do(case, "D").ended


def test_while_a_branch_is_redone_the_next_return_may_go_further_back(playing):
    case = do(playing(REVIEW).start(), "A", "B1", "B2", "C1", "C2")
    send_back(case, "D", "B1")
    do(case, "B1")

    planned = send_back(case, "B2", "A")

    assert case.open == ["A"]
    assert [each.element_id for each in planned.withdrawn if each.arrival] == ["PJ"]
    do(case, "A", "B1", "B2", "C1", "C2")
    assert case.open == ["D"]


@pytest.mark.parametrize("first", list(permutations("BC")))
@pytest.mark.parametrize("second", list(permutations("BC")))
@pytest.mark.parametrize("to", ["A", "B", "C"])
def test_after_a_drawn_loop_the_last_round_is_returned_to(playing, first, second, to):
    case = do(playing(LOOP).start(again=True), "A", *first)
    do(case, "D", again=True)
    do(case, "A", *second)

    send_back(case, "D", to)

    assert case.open == [to]
    do(case, to, *(second if to == "A" else ()))
    assert case.open == ["D"]
    assert do(case, "D", again=False).ended


def test_a_sibling_branch_is_refused(playing):
    case = do(playing(REVIEW).start(), "A", "C1", "B1")

    assert refusals(case, "B2")["C1"] == "not-before"
    with pytest.raises(Invalid, match="another branch") as caught:
        send_back(case, "B2", "C1")
    assert caught.value.facts["refusal"] == "not-before"
    assert case.open == ["B2", "C2"]


def test_what_was_never_reached_is_not_there(playing):
    case = playing(LINE).start()

    with pytest.raises(NotFound, match="was not done in this process"):
        send_back(case, "A", "C")
    with pytest.raises(Invalid, match="never completed"):
        send_back(case, "A", "A")


def test_only_an_open_task_is_returned(playing):
    case = playing(LINE).start()
    first = case.waiting("A")
    do(case, "A")

    with pytest.raises(NotFound, match="is open"):
        returning.targets(case.history, opened(case), first)


def test_joins_one_behind_the_other_keep_what_each_took_from_outside(playing):
    case = do(playing(drawn("S>+F>A>+J1>B>+J2>D>E", "+F>X>+J1", "+F>Y>+J2")).start(), *"AXYB")

    planned = send_back(case, "D", "A")

    assert sorted(planned.kept) == ["X_PJ1", "Y_PJ2"]
    assert case.open == ["A"]
    assert do(case, *"AB").open == ["D"]


# beyond the parallel review


@pytest.mark.parametrize("order", list(permutations("BC")))
def test_an_inclusive_join_keeps_the_result_of_the_other_branch(playing, order):
    case = do(playing(OR).start(b=True, c=True), "A", *order)

    planned = send_back(case, "D", "B")

    assert planned.kept == ("C_oJ",)
    assert case.open == ["B"]
    assert do(case, "B").open == ["D"]
    assert do(case, "D").ended


def test_an_inclusive_choice_is_made_anew_when_it_is_returned_to_before_it(playing):
    case = do(playing(OR).start(b=True, c=True), "A", "C")

    planned = send_back(case, "B", "A")

    assert [each.arrival for each in planned.withdrawn] == [False, True]
    case.complete("A", c=False)
    assert case.open == ["B"]
    assert do(case, "B").open == ["D"]


def test_behind_an_event_gateway_to_before_it_all_events_are_awaited_again(playing):
    case = do(playing(EVENTS).start(), "A")
    case.fire("W1")

    send_back(case, "B", "A")
    do(case, "A")

    assert sorted(case.timers()) == ["W1", "W2"]
    assert case.fire("W2").open == ["C"]


def test_one_of_several_returns_and_the_others_go_with_it(playing):
    case = do(playing(MULTI).start(), "A")
    case.complete("M", 1)

    planned = send_back(case, "M", "A", counter=2)

    assert [each.kind for each in planned.withdrawn] == ["multiInstanceBody"]
    assert case.open == ["A"]
    assert do(case, "A").open == ["M", "M"]


def test_a_task_of_several_is_returned_to_as_a_whole(playing):
    case = do(playing(MULTI).start(), "A")
    case.complete("M", 1).complete("M", 2)

    send_back(case, "B", "M")

    assert case.open == ["M", "M"]


def test_the_deadline_of_what_is_returned_to_is_armed_again(playing):
    case = do(playing(DEADLINE).start(), "A", "B")
    assert case.timers() == {}

    send_back(case, "C", "B")

    assert list(case.timers()) == ["T"]
    assert case.fire("T").open == ["L"]


def test_what_a_deadline_began_returns_to_before_the_late_task_only(playing):
    case = do(playing(DEADLINE).start(), "A")
    case.fire("T")

    assert refusals(case, "L") == {"A": "", "B": "not-done", "L": "not-done"}
    send_back(case, "L", "A")
    assert case.open == ["A"]


def test_within_a_sub_process(playing):
    case = do(playing(SUB).start(), "A", "I1")
    around = next(each.activity_id for each in opened(case) if each.element_id == "Sub")

    send_back(case, "I2", "I1")

    assert case.open == ["I1"]
    assert around in {each.activity_id for each in opened(case)}
    assert do(case, "I1", "I2").open == ["C"]


def test_out_of_a_sub_process_which_is_withdrawn(playing):
    case = do(playing(SUB).start(), "A", "I1")

    planned = send_back(case, "I2", "A")

    assert [each.element_id for each in planned.withdrawn] == ["Sub"]
    assert case.open == ["A"]
    assert do(case, "A").open == ["I1"]


def test_into_a_sub_process_that_has_ended_is_refused_and_it_begins_again_as_a_whole(playing):
    case = do(playing(SUB).start(), "A", "I1", "I2")

    assert refusals(case, "C") == {
        "A": "",
        "Sub": "",
        "I1": "not-around",
        "I2": "not-around",
        "C": "not-done",
    }
    send_back(case, "C", "Sub")
    assert case.open == ["I1"]


def test_within_one_of_several_instances(playing):
    case = do(playing(EACH).start(), "A")
    one, two = sorted(case.tasks(), key=lambda task: task.task_id)
    case.complete_id(one.task_id)
    case.complete_id(two.task_id)
    first = min(case.tasks(), key=lambda task: task.task_id).task_id

    planned = returning.plan(case.history, opened(case), first, "I1")
    case.modify(*planned.instructions)

    assert planned.target.activity_id == one.task_id
    assert case.open == ["I1", "I2"]


def test_results_that_an_administrator_put_at_a_join_by_hand_are_kept_too(playing):
    case = do(playing(REVIEW).start(), "A")
    case.modify(
        CancelActivity(activity_id=case.waiting("C1")),
        TakeFlow(flow_id="C2_PJ"),
    )
    do(case, "B1", "B2")

    planned = send_back(case, "D", "B1")

    assert planned.kept == ("C2_PJ",)
    assert do(case, "B1", "B2").open == ["D"]


def test_what_was_put_by_hand_into_a_sub_process_goes_with_it(playing):
    inner = level("S1>+F1>I1>+J1>I2>E1", "+F1>I3>+J1")
    xml = drawn("S>A>Sub>C>E", more=f'<subProcess id="Sub">{inner}</subProcess>')
    case = do(playing(xml).start(), "A")
    case.modify(
        CancelActivity(activity_id=case.waiting("I3")),
        TakeFlow(flow_id="I3_PJ1"),
    )
    do(case, "I1")

    planned = send_back(case, "I2", "A")

    assert planned.kept == ()
    assert case.open == ["A"]


def test_a_task_that_was_begun_afresh_returns_as_before(playing):
    case = do(playing(LINE).start(), "A")
    case.throw("B", "nobody")
    case.retry()

    send_back(case, "B", "A")

    assert case.open == ["A"]


def test_a_record_from_before_the_causes_were_kept_refuses(playing):
    case = do(playing(LINE).start(), "A")
    old = [
        events.SequenceFlowTaken(flow_id=e.flow_id)
        if isinstance(e, events.SequenceFlowTaken)
        else e
        for e in case.history
    ]

    (first, _) = returning.targets(old, opened(case), case.waiting("B"))

    assert first.refusal == "not-before"


# straight back


def send_straight(case, element_id, to):
    """Return the open task so that it comes straight back, as the record tells it."""
    activity_id = case.waiting(element_id)
    planned = returning.detour(case.history, opened(case), activity_id, to)
    told = events.UserTaskReturned(
        task_id=activity_id,
        element_id=element_id,
        to=to,
        to_name="",
        mode="straight",
        reason="",
        instructions=(),
        back=planned.back,
    )
    case.history.append(told)
    case.modify(*planned.instructions, reason="退回")
    return planned


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("to", ["A", "B1", "B2", "C1", "C2"])
def test_straight_back_nothing_between_is_done_again(playing, order, to):
    case = do(playing(REVIEW).start(), "A", *order)

    for _ in range(2):
        planned = send_straight(case, "D", to)
        assert [each.element_id for each in planned.withdrawn] == ["D"]
        assert case.open == [to]
        assert do(case, to).open == ["D"]

    send_back(case, "D", "B1")
    assert case.open == ["B1"]
    assert do(case, "B1", "B2").open == ["D"]
    assert do(case, "D").ended


def test_straight_back_inside_a_branch_the_other_goes_on(playing):
    case = do(playing(REVIEW).start(), "A", "B1", "C1")
    other = case.waiting("C2")

    send_straight(case, "B2", "A")

    assert case.open == ["A", "C2"]
    assert case.waiting("C2") == other
    assert do(case, "C2", "A").open == ["B2"]
    assert do(case, "B2").open == ["D"]


def test_straight_back_within_straight_back_comes_back_step_by_step(playing):
    case = do(playing(LINE).start(), "A", "B")
    send_straight(case, "C", "B")

    planned = send_straight(case, "B", "A")

    assert planned.back == ("B", "C")
    assert do(case, "A").open == ["B"]
    assert do(case, "B").open == ["C"]
    send_back(case, "C", "B")
    assert do(case, "B").open == ["C"]
    assert do(case, "C").ended


def test_straight_back_leads_only_to_the_same_level(playing):
    case = do(playing(SUB).start(), "A", "I1")

    with pytest.raises(Invalid, match="same level") as caught:
        send_straight(case, "I2", "A")

    assert caught.value.facts["refusal"] == "not-straight"


def test_straight_back_where_that_is_not_of_its_level_is_refused(playing):
    case = do(playing(SUB).start(), "A")

    with pytest.raises(Invalid, match="not of its level"):
        case.modify(ActivateBefore(element_id="A", then=("I1",)))


# taking back one's own submission


def take_back(case, activity_id):
    planned, after = returning.withdrawal(case.history, opened(case), activity_id)
    case.modify(*planned.instructions, reason="撤回")
    return planned, after


def done_last(case, element_id):
    return [
        event.activity_id
        for event in case.history
        if isinstance(event, events.ElementCompleted) and event.element_id == element_id
    ][-1]


def test_what_was_handed_in_is_taken_back_before_the_split(playing):
    case = do(playing(REVIEW).start(), "A")

    planned, _ = take_back(case, done_last(case, "A"))

    assert case.open == ["A"]
    assert sorted(each.element_id for each in planned.withdrawn) == ["B1", "C1"]
    assert do(case, "A", "B1", "B2", "C1", "C2").open == ["D"]


def test_what_waits_at_a_join_is_taken_back(playing):
    case = do(playing(REVIEW).start(), "A", "B1", "B2")

    take_back(case, done_last(case, "B2"))

    assert case.open == ["B2", "C1"]
    assert do(case, "C1", "C2", "B2").open == ["D"]


def test_what_was_handed_in_straight_back_is_taken_back_and_comes_straight_back(playing):
    case = do(playing(REVIEW).start(), "A", "B1", "C1", "B2", "C2")
    send_straight(case, "D", "B1")
    do(case, "B1")

    take_back(case, done_last(case, "B1"))

    assert case.open == ["B1"]
    assert do(case, "B1").open == ["D"]
    assert do(case, "D").ended


def test_what_lies_in_something_that_has_ended_is_not_taken_back(playing):
    case = do(playing(SUB).start(), "A", "I1", "I2")

    with pytest.raises(Invalid) as caught:
        take_back(case, done_last(case, "I2"))

    assert caught.value.facts["refusal"] == "not-around"


def test_what_was_taken_back_already_is_not_taken_back_again(playing):
    case = do(playing(SUB).start(), "A", "I1", "I2")
    first = done_last(case, "A")
    take_back(case, first)
    do(case, "A")

    with pytest.raises(Invalid, match="gone on"):
        take_back(case, first)
    with pytest.raises(NotFound):
        take_back(case, UUID(int=7))


def stopped(case, element_id):
    """Let the task stop in an incident that nobody catches."""
    case.throw(element_id, "BROKEN")
    return case


def test_who_is_asked_once_more_after_an_incident_still_goes_straight_back(playing):
    case = playing(LINE).start()
    case.modify(ActivateBefore(element_id="A", then=("C",)), CancelElement(element_id="A"))
    stopped(case, "A")

    case.retry()

    assert case.open == ["A"]
    assert case.complete("A").open == ["C"]


def test_a_version_without_what_is_to_be_gone_back_to_is_refused(playing):
    case = playing(LINE).start()
    case.modify(ActivateBefore(element_id="A", then=("C",)), CancelElement(element_id="A"))

    with pytest.raises(MigrationRefused) as refused:
        case.migrate(drawn("S>A>B>D>E").encode())

    (finding,) = refused.value.findings
    assert (finding.rule, finding.element_id) == ("migration-no-counterpart", "C")
    assert case.complete("A").open == ["C"]
