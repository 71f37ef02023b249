"""What is called and still runs is undone before its caller is: BPMN 2.0.2, 10.3.5 and 10.7."""

from engine.model import events
from tests.bpmn.conftest import HERE


def begun(play):
    return play().start().complete("A")


def calls(case):
    return [case.waiting("C"), case.waiting("D")]


def test_a_caller_is_undone_when_everything_that_it_calls_has_been(play):
    case = begun(play)
    c, d = calls(case)
    case.cancel()
    asked = case.told(events.ChildCancellationAsked)
    assert [(each.activity_id, each.reason) for each in asked] == [
        (c, "not wanted"),
        (d, "not wanted"),
    ]
    assert case.told(events.ChildCancelled) == []
    assert case.open == []
    assert not case.ended

    assert case.end_called(d).open == []
    assert case.end_called(c).open == ["UndoA"]
    assert case.complete("UndoA").ended

    (end,) = case.told(events.CancellationCompleted)
    assert end.reason == "not wanted"


def test_a_caller_with_nothing_to_undo_ends_with_the_last_that_it_called(play):
    case = play("call_activity").start()
    call = case.waiting("C")

    assert not case.cancel().ended

    assert case.end_called(call).ended
    assert case.told(events.CancellationCompleted)


def test_a_case_is_ended_at_once_with_what_it_called(play):
    case = begun(play)
    c, d = calls(case)
    case.cancel().end_called(c).terminate()

    assert case.ended
    assert [each.activity_id for each in case.told(events.ChildCancelled)] == [d]


def test_a_cancellation_of_old_just_ends_what_it_called(play):
    case = begun(play).cancel(called="end")

    assert len(case.told(events.ChildCancelled)) == 2
    assert case.open == ["UndoA"]


def test_a_case_that_waits_for_what_it_called_changes_its_version(play):
    case = begun(play)
    c, d = calls(case)
    case.cancel().end_called(c)
    xml = (HERE / "cancel_undoes_called.bpmn").read_bytes()

    case.migrate(xml.replace(b'"D"', b'"Renamed"'), {"D": "Renamed"})

    case.terminate()
    assert [(e.activity_id, e.element_id) for e in case.told(events.ChildCancelled)] == [
        (d, "Renamed")
    ]
