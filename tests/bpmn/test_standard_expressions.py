"""Plain BPMN's formal expressions are FEEL without a mark in front; literal timers are literal."""

import pytest

from engine.model import events


def test_every_formal_expression_is_feel_without_a_mark(play):
    case = play().start(amount=2000, people=2, enough=2, paid=False)

    assert case.open == ["Sign", "Sign", "Sign"]

    case.complete("Sign", 1).complete("Sign", 3)
    assert case.open == []

    case.write(paid=True)
    assert case.open == ["Ask"]

    case.complete("Ask", answered=False).complete("Ask", answered=True)
    assert case.ended


def test_a_duration_is_a_literal(play):
    case = play().start(amount=2000, people=0, enough=1, paid=True).fire("Late")

    assert case.open == ["Ask"]
    assert "Sign" in case.visits(events.ElementTerminated)


@pytest.mark.parametrize("amount", [1000, 0])
def test_a_condition_that_is_false_leaves_the_default(play, amount):
    assert play().start(amount=amount).ended
