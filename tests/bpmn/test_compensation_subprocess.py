"""Compensation of completed sub-processes: BPMN 2.0.2, 13.5.5.1 (default compensation)."""


def test_what_was_completed_inside_is_undone_the_latest_first(play):
    case = play().start().complete("A").complete("B")
    assert case.open == ["UndoB"]

    case.complete("UndoB")
    assert case.open == ["UndoA"]

    assert case.complete("UndoA").ended


def test_each_instance_is_undone_and_a_whole_by_its_own_handler(play):
    case = play("compensation_of_subprocess").start(rooms=["1", "2"])
    first, second = (task.task_id for task in case.tasks())
    case.complete_id(second).complete_id(first).complete("B")
    assert case.open == ["UndoWhole"]

    case.complete("UndoWhole")
    assert case.visible("UndoA")["room"] == "1"
    case.complete("UndoA")
    assert case.visible("UndoA")["room"] == "2"

    assert case.complete("UndoA").ended
