"""BPMN 2.0.2, 13.4.5: a complex gateway starts by its condition and resets for the rest."""

from itertools import permutations

import pytest

from engine.model import events


@pytest.mark.parametrize("order", ["".join(order) for order in permutations("ABD")])
def test_two_of_three_are_enough_and_the_third_changes_nothing(play, order):
    case = play().start().complete("Draft")

    case.complete(order[0])
    assert "Decide" not in case.open
    case.complete(order[1])
    assert case.open == sorted(["Decide", order[2]])
    case.complete(order[2])

    assert case.open == ["Decide"]
    assert case.complete("Decide", again=False).ended


def test_it_fires_once_per_round_of_a_loop_however_late_the_third_is(play):
    case = play().start().complete("Draft").complete("A").complete("B")
    case.complete("Decide", again=True).complete("Draft")
    assert case.open == ["A", "B", "D", "D"]

    case.complete("A").complete("B")
    assert "Decide" not in case.open  # the first round's third has not come yet
    first, second = sorted(task.task_id for task in case.tasks())
    case.complete_id(first)
    assert case.open == ["D", "Decide"]
    case.complete("Decide", again=False)
    assert case.open == ["D"]

    assert case.complete_id(second).ended
    assert case.visits().count("Decide") == 2


def test_a_reset_tells_which_arrivals_it_took(play):
    case = play().start().complete("Draft").complete("A").complete("B")

    case.complete("D")

    (reset,) = case.told(events.ElementActivated)
    assert reset.element_id == "Two"
    assert len(reset.arrivals) == 2
    assert case.way == ["D_Two"]


def test_it_goes_on_when_data_make_its_condition_true(play):
    case = play("complex_gateway_phases").start(amount=5, urgent=False)
    case.complete("B")
    assert case.open == ["A"]

    case.write(urgent=True)

    assert case.open == ["A", "Go"]


def test_flows_are_chosen_anew_at_the_reset_if_they_ask_for_it(play):
    case = play("complex_gateway_phases").start(amount=500, urgent=False)

    case.complete("A")
    assert case.open == ["B", "Rich"]
    case.complete("B")

    assert case.open == ["Late", "Rich"]
    assert case.complete("Late").complete("Rich").ended


def test_an_arrival_of_the_wrong_flow_alone_does_not_start_it(play):
    case = play("complex_gateway_phases").start(amount=5, urgent=False)

    case.complete("B")
    case.complete("A")

    assert case.open == ["Go", "Late"]  # both had come: nothing is left to be waited for


def test_no_true_condition_and_no_default_is_an_incident_that_can_be_retried(play):
    case = play("complex_gateway_stuck").start(wanted=True, rich=False).complete("A")
    (incident,) = case.incidents()
    assert (incident.kind, incident.element_id) == ("condition", "G")

    case.write(rich=True).retry()

    assert case.open == ["B"]
    assert case.complete("B").ended


def test_a_condition_that_cannot_be_asked_is_one_incident_however_many_arrive(play):
    case = play("complex_gateway_stuck").start(rich=True).complete("A").complete("B")
    (incident,) = case.incidents()
    assert (incident.kind, incident.element_id) == ("condition", "G")

    case.write(wanted=False).retry()
    assert not case.ended
    assert not case.incidents()
    case.write(wanted=True)

    assert case.ended


def test_a_mended_condition_takes_what_has_arrived_meanwhile(play):
    case = play("complex_gateway_stuck").start(rich=True).complete("A").complete("B")

    case.write(wanted=True).retry()

    assert case.ended
    assert case.visits().count("G") == 1


def test_a_withdrawn_case_leaves_nothing_behind(play):
    case = play().start().complete("Draft").complete("A").complete("B")

    case.terminate()

    assert case.ended
    assert case.open == []


def test_without_a_condition_the_first_token_goes_on(play):
    case = play("complex_gateway_plain").start(a=True, b=True)
    assert case.open == ["A", "B"]

    case.complete("B")
    assert case.open == ["A", "After"]
    case.complete("A")

    assert case.open == ["After"]
    assert case.complete("After").ended


def test_it_splits_by_conditions(play):
    case = play("complex_gateway_plain").start(a=True, b=False)

    assert case.open == ["A"]


def test_an_inclusive_join_does_not_wait_for_a_reset_that_gives_nothing(play):
    case = play("complex_gateway_before_join").start(away=True).complete("A")
    assert case.open == ["B", "D"]  # it waits for B, which may turn to it

    case.complete("D")
    assert case.open == ["After", "B"]

    assert case.complete("B", turn=True).complete("After").ended


def test_a_reset_that_fails_is_an_incident_and_nothing_starts_meanwhile(play):
    case = play("complex_gateway_reset").start().complete("A").complete("B")
    (incident,) = case.incidents()
    assert (incident.kind, incident.element_id) == ("condition", "G")
    assert case.complete("D").open == ["Go"]

    case.write(wanted=True).retry()

    assert case.open == ["Go", "Go", "Late", "Late"]  # D started it anew, and nobody else can come


def test_a_reset_may_give_nothing(play):
    case = play("complex_gateway_reset").start(wanted=False).complete("A")

    case.complete("B")

    assert case.way == ["B_G"]
    assert case.open == ["D", "Go"]


def test_it_resets_unseen_when_nothing_can_come(play):
    case = play("complex_gateway_plain").start(a=True, b=False).complete("A")

    assert case.visits().count("G") == 1
    assert case.complete("After").ended
