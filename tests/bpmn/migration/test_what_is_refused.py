"""Why a case cannot go on as another version: all reasons at once, and nothing has changed."""

from dataclasses import replace

import pytest

from engine.errors import InstanceNotActive, Invalid
from engine.interpreter import driving, migrate, pairings
from engine.model.commands import Migrate
from tests.bpmn.conftest import definition_of
from tests.bpmn.migration.pairs import (
    boundary,
    document,
    extended,
    flow,
    line,
    message,
    node,
    sub,
    timer,
    user,
    whole,
)

MULTI = (
    '<multiInstanceLoopCharacteristics isSequential="{}"><extensionElements>'
    '<zeebe:loopCharacteristics inputCollection="=[1,2]"/></extensionElements>'
    "</multiInstanceLoopCharacteristics>"
)


def test_an_open_element_without_counterpart(begin, refusal):
    case = begin(whole(user("A")))

    assert refusal(case, whole(user("B"))).rules == {("A", "no-counterpart")}


def test_a_mapping_to_what_is_not_there_and_from_what_never_was(begin, refusal):
    case = begin(whole(user("A")))

    found = refusal(case, whole(user("A")), mapping={"A": "Nowhere", "Never": "A"})

    assert found.rules == {("A", "no-counterpart"), ("Never", "unknown-element")}


def test_a_counterpart_of_another_kind(begin, refusal):
    case = begin(whole(user("A")))

    found = refusal(case, whole(node("manualTask", "A")))

    assert found.rules == {("A", "other-kind")}
    assert "userTask → manualTask" in found.findings[0].message_zh


def test_a_counterpart_in_another_sub_process(begin, refusal):
    case = begin(whole(user("A")))

    assert refusal(case, whole(sub("P", user("A")))).rules == {("A", "other-level")}


def test_an_open_sub_process_that_is_gone_refuses_with_what_is_in_it(begin, refusal):
    case = begin(whole(sub("P", user("A"))))

    found = refusal(case, whole(user("A")))

    assert found.rules == {("P", "no-counterpart"), ("A", "other-level")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", MULTI.format("false")),
        (MULTI.format("false"), ""),
        (MULTI.format("false"), MULTI.format("true")),
        (MULTI.format("false"), "<standardLoopCharacteristics loopMaximum='2'/>"),
    ],
)
def test_once_and_many_times_do_not_stand_for_each_other(begin, refusal, old, new):
    case = begin(whole(user("A", old)))

    assert refusal(case, whole(user("A", new))).rules == {("A", "one-or-many")}


def test_an_arrival_at_a_join_by_a_flow_that_is_gone(begin, refusal):
    def parts(to):
        fork = line(node("startEvent", "S"), node("parallelGateway", "G"), user("A"))
        join = node("parallelGateway", "J") + node("endEvent", "E") + flow("J", "E")
        return fork, user("B"), flow("G", "B"), flow("B", "J"), join, flow("A", to, "by")

    case = begin(*parts("J")).complete("A")

    found = refusal(case, *parts("E"))

    assert found.rules == {("J", "flow-gone")}
    assert "'by'" in found.findings[0].message_en


def test_a_gateway_that_stopped_after_its_event_leaves_by_the_counterpart_of_its_flow(
    begin, refusal, monkeypatch
):
    def parts(by):
        after = node("endEvent", "F") + flow("C", "F")
        caught = node("intermediateCatchEvent", "C", message("N")) + flow("G", "C", by)
        return line(node("startEvent", "S"), node("eventBasedGateway", "G")), caught, after

    case = begin(*parts("old"))
    with monkeypatch.context() as patch:
        patch.setattr(driving, "MOST_STEPS", 0)
        case.message("n")

    assert refusal(case, *parts("new")).rules == {("G", "flow-gone")}
    case.migrate(document(*parts("new")).encode(), mapping={"old": "new"})
    assert case.retry().ended
    assert "new" in case.way


def test_a_stuck_sub_process_keeps_what_can_be_compensated_in_it(begin, refusal):
    def parts(test, undo):
        ask = node("intermediateThrowEvent", "T", "<compensateEventDefinition/>")
        start = line(node("startEvent", "S"), compensable("A", undo))
        after = line(ask, node("endEvent", "E"))
        return start, after, flow("P", "T", condition=test)

    def compensable(id_, undo):
        more = (
            node("userTask", undo, isForCompensation="true")
            + node("boundaryEvent", "B", "<compensateEventDefinition/>", attachedToRef=id_)
            + f'<association id="L" sourceRef="B" targetRef="{undo}"/>'
        )
        return sub("P", user(id_), more=more)

    case = begin(*parts("1 = 2", "Undo")).complete("A")
    assert case.incidents()

    case.migrate(document(*parts("true", "Undo2")).encode())

    assert case.retry().open == ["Undo2"]


def test_an_expression_of_the_new_version_that_fails_with_the_data_of_now(begin, refusal):
    case = begin(whole(user("A")), room="east")
    priority = extended('<zeebe:priorityDefinition priority="=room"/>')

    found = refusal(case, whole(user("A", priority)), boundary("B", "A", timer("=duration(room)")))

    assert found.rules == {("A", "expression"), ("B", "expression")}


def compensated(undo="", *, asked=False):
    """Version of a process whose A can be compensated, or not."""
    ask = node("intermediateThrowEvent", "T", "<compensateEventDefinition/>")
    if undo:
        undo = (
            node("userTask", undo, isForCompensation="true")
            + node("boundaryEvent", "B", "<compensateEventDefinition/>", attachedToRef="A")
            + f'<association id="L" sourceRef="B" targetRef="{undo}"/>'
        )
    inner = sub("P", user("A"), more=undo)
    return whole(inner, user("C"), *([ask] if asked else []))


def test_a_completed_activity_that_could_not_be_compensated_any_more(begin, refusal):
    case = begin(compensated("Undo", asked=True)).complete("A")

    assert refusal(case, compensated(asked=True)).rules == {("A", "compensation-gone")}
    assert refusal(case, whole(user("C"))).rules == {
        ("P", "no-counterpart"),
        ("A", "no-counterpart"),
    }


def test_the_caller_may_let_it_be_forgotten_that_something_can_be_compensated(begin):
    case = begin(compensated("Undo", asked=True)).complete("A")

    case.migrate(document(whole(user("C"))).encode(), mapping={"P": "", "A": ""})

    assert case.complete("C").ended


def test_a_handler_that_runs_while_others_wait_to_be_asked(begin, refusal):
    two = (
        node("userTask", "U2", isForCompensation="true")
        + node("boundaryEvent", "B2", "<compensateEventDefinition/>", attachedToRef="D")
        + '<association id="L2" sourceRef="B2" targetRef="U2"/>'
    )
    one = two.replace("U2", "U1").replace("B2", "B1").replace('"D"', '"A"').replace("L2", "L1")
    ask = node("intermediateThrowEvent", "T", "<compensateEventDefinition/>")
    case = begin(whole(user("A"), user("D"), ask), one, two).complete("A").complete("D")
    assert case.open == ["U2"]

    assert refusal(case, whole(user("A"), user("D"), ask), two).rules == {
        ("A", "compensation-gone")
    }
    case.migrate(
        document(whole(user("A"), user("D"), user("X"), ask), one, two).encode(), mapping={"A": ""}
    )
    assert case.complete("U2").ended


def test_another_process_is_no_version(begin):
    case = begin(whole(user("A")))
    other = definition_of(document(whole(user("A"))).replace('"p"', '"q"').encode(), "q")

    with pytest.raises(Invalid, match="no version of p"):
        migrate(case.definition, other, case.snapshot, Migrate(definition_id="q:1"), case.now)


def test_a_case_that_has_ended(begin):
    case = begin(whole(user("A"))).complete("A")

    with pytest.raises(InstanceNotActive):
        case.migrate(document(whole(user("A"))).encode())


def test_the_pairs_of_two_versions_say_who_stands_for_whom_and_suggest_the_rest():
    old = definition_of(
        document(whole(user("A", name="登记"), user("B", name="回访"), user("C"))).encode(), "p"
    )
    xml = document(whole(user("A2", name="登记"), user("C"), node("manualTask", "B"))).encode()
    new = replace(definition_of(xml, "p"), id="p:2", version=2)

    found = {pair.element_id: pair for pair in pairings(old, new, {})}

    assert found["C"].target == "C"
    assert found["C"].findings == ()
    assert (found["A"].target, found["A"].suggestion) == (None, "A2")
    assert [finding.rule for finding in found["B"].findings] == ["migration-other-kind"]
