"""A three-branch review inside a rework loop: every order of every round."""

from itertools import permutations

import pytest

ORDERS = list(permutations("ABC"))


@pytest.mark.parametrize("first", ORDERS)
@pytest.mark.parametrize("second", ORDERS)
def test_three_rounds_join_right_with_the_right_data(play, first, second):
    for third in ORDERS:
        case = play().start(rounds=[])
        for number, order in enumerate([first, second, third], 1):
            case.complete("Draft", a=0, b=0, c=0, again=number < 3)
            for position, element_id in enumerate(order):
                assert case.open == sorted(order[position:])
                if element_id != "C":  # one branch only looks
                    case.complete(element_id, **{element_id.lower(): number})
                else:
                    case.complete(element_id)
            assert case.ended == (number == 3)
            assert case.variables["a"] == case.variables["b"] == number
            assert case.variables["c"] == 0
