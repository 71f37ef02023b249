"""A flow without a condition is always free (BPMN 2.0.2, 10.6.2 and 10.6.3, 13.4.2 and 13.4.3)."""

import pytest


@pytest.mark.parametrize(("n", "taken"), [(10, "Big"), (1, "Rest")])
def test_an_exclusive_gateway_takes_it_where_no_branch_before_it_holds(play, n, taken):
    case = play().start(n=n)

    assert case.open == [taken]


@pytest.mark.parametrize(("n", "taken"), [(10, ["Always", "If"]), (1, ["Always"])])
def test_an_inclusive_gateway_takes_it_every_time(play, n, taken):
    case = play().start(n=n)

    case.complete(case.open[0])

    assert case.open == taken
