"""What the new version listens to beside the work: added, taken away, kept."""

from engine.model import events
from tests.bpmn.migration.pairs import (
    boundary,
    condition,
    document,
    flow,
    handler,
    line,
    message,
    node,
    signal,
    sub,
    timer,
    user,
    whole,
)

MULTIPLE = message("N") + signal()


def test_a_boundary_event_that_was_added_is_armed_from_now(begin):
    case = begin(whole(user("A")))

    case.after(hours=3).migrate(
        document(whole(user("A")), boundary("B", "A", timer("PT2H"))).encode()
    )

    assert (case.timers()["B"].due_at - case.now).total_seconds() == 2 * 3600
    assert case.timers()["B"].activity_id == case.waiting("A")
    assert case.fire("B").visits()[-1] == "E_B"
    assert case.ended


def test_a_boundary_event_that_was_taken_away_does_not_listen_any_more(begin):
    case = begin(whole(user("A")), boundary("B", "A", timer("PT2H")))

    case.migrate(document(whole(user("A"))).encode())

    assert case.timers() == {}
    assert [gone.element_id for gone in case.told(events.TimerDisarmed)] == ["B"]


def test_a_reminder_that_has_come_already_does_not_come_again(begin):
    parts = whole(user("A")), boundary("B", "A", timer("PT2H"), "false")
    case = begin(*parts).fire("B")

    case.migrate(document(*parts, user("Spare")).encode())

    assert case.timers() == {}


def test_a_boundary_event_may_interrupt_in_the_new_version(begin):
    case = begin(whole(user("A")), boundary("B", "A", message("N"), "false")).message("n")

    case.migrate(document(whole(user("A")), boundary("B", "A", message("N"))).encode())

    assert case.message("n").ended


def test_a_boundary_event_with_other_triggers_is_armed_for_those(begin):
    case = begin(whole(user("A")), boundary("B", "A", timer("PT2H")))

    case.migrate(document(whole(user("A")), boundary("B", "A", MULTIPLE)).encode())

    assert case.timers() == {}
    assert sorted(each.name for each in case.subscriptions()) == ["n", "s"]
    assert case.signal("s").ended


def test_a_boundary_event_that_moved_to_another_activity_listens_there_alone(begin):
    fork = line(node("startEvent", "S"), node("parallelGateway", "G"), user("A"))
    both = fork + user("C") + flow("G", "C")
    case = begin(both, boundary("B", "A", message("N")))

    case.migrate(document(both, boundary("B", "C", message("N"))).encode())

    (waits,) = case.subscriptions()
    assert waits.activity_id == case.waiting("C")
    assert case.message("n").open == ["A"]


def test_an_event_sub_process_that_was_added_is_armed_in_its_level(begin):
    case = begin(whole(sub("P", user("A"))))

    case.migrate(
        document(
            whole(sub("P", user("A"), more=handler("I", message("N"), "false"))),
            handler("H", signal()),
        ).encode()
    )

    assert case.message("n").open == ["A", "U_I"]
    assert case.signal("s").open == ["U_H"]


def test_an_event_sub_process_that_was_taken_away_does_not_listen_any_more(begin):
    case = begin(whole(user("A")), handler("H", timer("PT1H")))

    case.migrate(document(whole(user("A"))).encode())

    assert case.timers() == {}


def test_an_event_sub_process_under_another_id_listens_on(begin):
    case = begin(whole(user("A")), handler("H", message("N"), "false")).message("n")
    task = case.waiting("U_H")

    case.migrate(
        document(whole(user("A")), handler("K", message("N"), "false")).encode(),
        mapping={"H": "K", "S_H": "S_K", "U_H": "U_K"},
    )

    assert case.message("n").told(events.UserTaskCreated)[0].element_id == "U_K"
    assert "E_U_K" in case.complete_id(task).visits()


def test_a_level_that_was_interrupted_gets_no_new_event_sub_process(begin):
    case = begin(whole(user("A")), handler("H", message("N"))).message("n")

    case.migrate(
        document(whole(user("A")), handler("H", message("N")), handler("K", signal())).encode()
    )

    assert case.subscriptions() == []


def test_a_case_that_is_stuck_at_its_start_arms_when_it_is_retried(begin):
    case = begin(whole(user("A")), handler("H", timer("=room")), room="8")
    assert case.incidents()

    case.migrate(
        document(whole(user("A")), handler("H", timer("PT1H")), handler("K", signal())).encode(),
        timers="recompute",
    )

    assert (case.timers(), case.subscriptions()) == ({}, [])
    case.retry()
    assert list(case.timers()) == ["S_H"]
    assert [each.name for each in case.subscriptions()] == ["s"]


def test_a_case_that_found_no_way_on_from_its_start_arms_what_was_added(begin):
    def parts(test):
        start = node("startEvent", "S") + user("A") + flow("S", "A", condition=test)
        return start + node("endEvent", "E") + flow("A", "E")

    case = begin(parts("room = 1"), room="8")
    assert case.incidents()

    case.migrate(document(parts("true"), handler("H", signal())).encode())

    assert [each.name for each in case.subscriptions()] == ["s"]
    assert case.retry().open == ["A"]
    assert len(case.subscriptions()) == 1


def test_while_a_sub_process_is_undone_or_cancelled_nothing_of_it_is_armed(begin):
    def parts(*more):
        undo = node("userTask", "Undo", isForCompensation="true")
        caught = node("boundaryEvent", "B", "<compensateEventDefinition/>", attachedToRef="A")
        link = '<association id="L" sourceRef="B" targetRef="Undo"/>'
        inside = whole(user("A")).replace(
            node("endEvent", "E"), node("endEvent", "E", "<cancelEventDefinition/>")
        )
        cancelled = boundary("X", "P", "<cancelEventDefinition/>")
        around = node("transaction", "P", inside, undo, caught, link, *more)
        return line(node("startEvent", "S0"), around, node("endEvent", "E0")), cancelled

    case = begin(*parts()).complete("A")
    assert case.open == ["Undo"]

    case.migrate(document(*parts(handler("H", signal()))).encode())

    assert case.subscriptions() == []
    assert case.complete("Undo").ended


def test_a_condition_that_was_added_and_is_true_already_happens_at_once(begin):
    case = begin(whole(user("A")), amount=9)

    case.migrate(
        document(whole(user("A")), boundary("B", "A", condition("amount &gt; 5"))).encode()
    )

    assert case.ended


def test_a_condition_that_is_true_already_does_not_happen_again(begin):
    parts = whole(user("A")), boundary("B", "A", condition("amount &gt; 5"), "false")
    case = begin(*parts, amount=9)
    assert "B" in case.visits()

    case.migrate(document(*parts, user("Spare")).encode())

    assert case.told(events.ElementActivated) == []


def test_compensation_can_be_asked_for_after_the_change_of_version(begin):
    def parts(*more):
        undo = node("userTask", "Undo", isForCompensation="true")
        caught = node("boundaryEvent", "B", "<compensateEventDefinition/>", attachedToRef="A")
        link = '<association id="L" sourceRef="B" targetRef="Undo" associationDirection="One"/>'
        ask = node("intermediateThrowEvent", "T", "<compensateEventDefinition/>")
        return whole(sub("P", user("A"), more=undo + caught + link), *more, user("C"), ask)

    case = begin(parts(), room="8").complete("A")

    case.migrate(document(parts(user("New"))).encode())

    assert case.complete("C").open == ["Undo"]
    assert case.complete("Undo").ended
