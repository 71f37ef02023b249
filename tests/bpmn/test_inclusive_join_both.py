def test_a_token_that_may_also_come_by_the_filled_flow_is_not_waited_for(play):
    """BPMN 2.0.2, 13.4.3: X can reach the empty flow, but also the one that has its token."""
    case = play().start().complete("A")

    assert case.open == ["After", "X"]


def test_it_joins_on_its_own_later(play):
    case = play().start().complete("A").complete("After").complete("X", again=False)

    assert case.complete("B").complete("After").ended
