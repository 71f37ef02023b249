"""BPMN 2.0.2, 10.5.1 and 13.5: errors and escalations travel outward over several levels."""

import pytest

from engine.model import events


@pytest.mark.parametrize(
    ("what", "open_"),
    [
        ("bad", ["Mend"]),
        ("odd", ["MendOdd"]),
        ("off", ["Stop"]),
        ("up", ["After", "Hear", "Hear"]),
        ("well", ["After"]),
    ],
)
def test_what_is_thrown_three_levels_down_reaches_the_nearest_that_catches_it(play, what, open_):
    case = play("fault_levels").start(reason="late")

    case.complete("Work", what=what)

    assert case.open == open_


@pytest.mark.parametrize("what", ["bad", "up"])
def test_what_the_thrower_maps_is_handed_over_and_mapped_by_the_catcher(play, what):
    case = play("fault_levels").start(reason="late")

    case.complete("Work", what=what)

    assert case.variables["told"] == "late"
    assert "why" not in case.variables


def test_an_error_in_one_body_ends_all_bodies(play):
    case = play("fault_bodies").start()

    case.complete_id(case.tasks()[1].task_id, what="bad")

    assert case.open == ["Mend"]
    assert case.visits(events.ElementTerminated).count("Work") == 2


def test_an_escalation_of_each_body_is_heard_beside_the_work(play):
    case = play("fault_bodies").start()

    for task in case.tasks():
        case.complete_id(task.task_id, what="up")

    assert case.open == ["Help", "Help", "Help"]


def test_an_error_of_an_event_subprocess_leaves_the_scope_that_it_stands_in(play):
    case = play("fault_bodies").start(lost=True)
    case.complete_id(case.tasks()[0].task_id, what="up")

    case.complete("Help")

    assert case.open == ["Mend"]


def test_an_escalation_that_nothing_catches_is_told_and_changes_nothing(play):
    case = play("escalation_unheard").start()

    (told,) = (e for e in case.history if isinstance(e, events.FaultUncaught))

    assert told.kind == "escalation"
