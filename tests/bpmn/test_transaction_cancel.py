"""Transactions and their cancel events: BPMN 2.0.2, 10.3.5 and 13.5.4."""

from engine.model import events


def test_cancelling_undoes_what_was_done_and_leaves_by_the_cancel_event(play):
    case = play().start(ok=False).complete("A", n=1).complete("Ask")
    assert case.open == ["UndoA"]
    assert case.timers() == {}
    assert "B" in case.visits(events.ElementTerminated)

    case.complete("UndoA")

    assert case.outcome == "E2"
    assert case.open == []


def test_a_handler_that_runs_already_is_withdrawn_as_well(play):
    case = play().start(ok=False).fire("S2").complete("A").complete("Ask")

    assert case.open == ["UndoA"]


def test_a_transaction_that_is_not_cancelled_goes_on_like_any_sub_process(play):
    case = play().start(ok=True).complete("A").complete("Ask").complete("B")

    assert case.outcome == "E"


def test_one_instance_that_is_cancelled_cancels_all(play):
    case = play("transaction_instances").start(ok=False, rooms=["1", "2"])
    case.complete_id(case.tasks()[0].task_id)
    (ask,) = (task for task in case.tasks() if task.element_id == "Ask")

    case.complete_id(ask.task_id).complete("UndoA")

    assert case.outcome == "E2"
