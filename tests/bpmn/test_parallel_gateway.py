from itertools import permutations

import pytest

from engine.model import events


@pytest.mark.parametrize("order", list(permutations("ABC")))
def test_the_join_waits_for_every_branch_in_whatever_order(play, order):
    case = play().start()

    for element_id in order:
        assert not case.ended
        case.complete(element_id)

    assert case.ended
    assert case.outcome == "E"


def test_no_update_of_a_branch_is_lost_when_an_untouched_branch_finishes_last(play):
    case = play().start(level="low", note="")

    case.complete("B", level="high").complete("A", note="seen").complete("C")

    assert case.variables == {"level": "high", "note": "seen"}


def test_the_join_is_visited_once(play):
    case = play().start().complete("A").complete("B").complete("C")

    assert case.visits(events.ElementActivated).count("Join") == 1
