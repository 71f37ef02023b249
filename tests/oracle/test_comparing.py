"""The comparison by itself: what it does where a diagram has more orders than there is room for."""

import dataclasses

import pytest

from tests.oracle import comparing
from tests.oracle.comparing import Comparison, TooManyError
from tests.oracle.sketchpad import Sketchpad
from tests.oracle.state import State
from tests.oracle.terms import Const

WIDE = 10


@pytest.fixture
def case():
    """A process whose ten scripts may run in any order: 3,628,800 of them, in 1,024 states."""
    pad = Sketchpad()
    start, split, join = (pad.node(kind) for kind in ("startEvent", *["parallelGateway"] * 2))
    pad.flow(start, split)
    for _ in range(WIDE):
        script = pad.node("scriptTask", term=Const(1), result="a")
        pad.flow(split, script)
        pad.flow(script, join)
    user = pad.node("userTask")
    pad.flow(join, user)
    pad.flow(user, pad.node("endEvent"))
    case = Comparison(pad.graph(), {"a": 0})
    case.play([])
    return case


@pytest.fixture
def copies(monkeypatch):
    made = []
    copy = State.copy
    monkeypatch.setattr(State, "copy", lambda state: made.append(1) or copy(state))
    return made


def differently(case):
    """Let the engine have answered what no order gives."""
    ((move, answer),) = case.log
    case.log = [(move, dataclasses.replace(answer, variables={"a": 3}))]


def test_an_order_that_agrees_is_found_without_making_the_others(case, copies):
    (world,) = case._every_order([])

    assert comparing.seen_by_oracle(world) == case.log[0][1]
    assert len(copies) <= 2 * WIDE + 2  # a state for each firing of one order


def test_an_answer_that_no_order_gives_is_told_after_each_state_was_looked_at(case):
    differently(case)

    with pytest.raises(AssertionError, match="no order of tokens gives"):
        case._every_order([])


@pytest.mark.parametrize("limit", ["MOST_STATES", "MOST_LOOKS"])
def test_orders_are_given_up_as_too_many_before_they_take_room(case, copies, monkeypatch, limit):
    differently(case)
    monkeypatch.setattr(comparing, limit, 50)

    with pytest.raises(TooManyError):
        case._every_order([])

    assert case.tally["too many orders"] == 1
    assert len(copies) <= 51 * (3 if limit == "MOST_STATES" else 1)


def test_a_move_that_may_mean_more_activities_than_there_is_room_for_stops_the_case(
    case, monkeypatch
):
    monkeypatch.setattr(comparing, "MOST_WORLDS", 0)
    again = Comparison(case.process, {"a": 0})

    again.play([])

    assert (again.tally["too many orders"], again.tally["stopped"]) == (1, 1)
