"""What follows from what, read off the record, where a detour is taken up again."""

from uuid import UUID

from engine.model.events import ElementActivated, UserTaskReturned
from engine.returning.trail import Trail

LEFT, FIRST, AGAIN, NEXT = (UUID(int=number) for number in range(1, 5))


def visit(activity_id, element_id, cause_id=None):
    return ElementActivated(
        activity_id=activity_id, element_id=element_id, kind="userTask", cause_id=cause_id
    )


def test_who_takes_the_place_of_a_detour_goes_straight_back_where_it_would_have():
    trail = Trail()
    trail.enter(visit(LEFT, "C"))
    trail.sent[LEFT] = UserTaskReturned(
        task_id=LEFT,
        element_id="C",
        to="A",
        to_name="",
        mode="straight",
        reason="",
        instructions=(),
        back=("B", "C"),
    )

    trail.enter(visit(FIRST, "A", LEFT))
    trail.enter(visit(AGAIN, "A", FIRST))
    trail.enter(visit(NEXT, "B", AGAIN))

    assert [trail.detours.get(each) for each in (FIRST, AGAIN, NEXT)] == [
        ("B", "C"),
        ("B", "C"),
        ("C",),
    ]
