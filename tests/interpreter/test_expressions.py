from datetime import UTC, datetime

import pytest

from engine.interpreter.expressions import (
    Names,
    Purse,
    condition,
    key,
    problem,
    string,
    strings,
    value,
    whole,
)
from engine.interpreter.failures import Failure
from engine.interpreter.scopes import Scope

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def names():
    return Names(
        Scope(0, None, {"a": 1.5, "people": ["x", "y"], "n": 7}), {"number": "TS-1"}, NOW, Purse()
    )


def test_variables_and_the_facts_of_the_case_are_visible(names):
    assert value("= a * 2", names) == 3
    assert value("=case.number", names) == "TS-1"
    assert value('=now() = date and time("2026-01-01T00:00:00Z")', names) is True
    assert sorted(names) == ["a", "case", "n", "people"]
    assert len(names) == 4


def test_what_does_not_begin_with_an_equals_sign_is_a_literal(names):
    assert value("a * 2", names) == "a * 2"


def test_a_broken_expression_says_what_is_wrong(names):
    assert problem("=1 +") is not None
    assert problem("=1 + 1") is None
    with pytest.raises(Failure) as caught:
        value("=1 +", names, "mapping")
    assert caught.value.kind == "mapping"


def test_a_condition_is_true_or_false_or_an_incident(names):
    assert condition("=a > 1", names) is True
    assert condition("a > 2", names) is False
    with pytest.raises(Failure, match="missing"):
        condition("=missing", names)


def test_lists_of_texts_come_as_lists_or_with_commas(names):
    assert strings("=people", names) == ("x", "y")
    assert strings("x, y,", names) == ("x", "y")
    assert strings("=null", names) == ()
    with pytest.raises(Failure, match="list of texts"):
        strings("=[1]", names)


def test_correlation_keys_are_texts_or_numbers(names):
    assert key("=n", names) == "7"
    for wrong in ("=true", "=null", "=people"):
        with pytest.raises(Failure, match="correlation key"):
            key(wrong, names)


@pytest.mark.parametrize("wrong", ["=true", "=101", "-1", "many", "=1.5", "=null"])
def test_numbers_keep_to_their_bounds(names, wrong):
    assert whole("5", names, 0, 100) == 5
    with pytest.raises(Failure, match="from 0 to 100"):
        whole(wrong, names, 0, 100)


def test_a_text_is_a_text_and_nothing_else(names):
    assert string("literal", names) == "literal"
    assert string("=case.number", names) == "TS-1"
    for wrong in ("=null", "=1"):
        with pytest.raises(Failure, match="expected a text"):
            string(wrong, names)


def test_a_costly_expression_is_paid_for_and_a_cheap_one_is_not(names):
    before = names.purse.left

    value("=a * 2", names)
    assert names.purse.left == before
    value("=count(for i in 1..5000 return i)", names)

    assert names.purse.left < before


def test_costly_expressions_together_end_in_a_failure(names):
    names.purse.left = 30_000
    value("=count(for i in 1..5000 return i)", names)

    with pytest.raises(Failure, match="too much computing") as caught:
        value("=count(for i in 1..5000 return i)", names)

    assert caught.value.kind == "limit"


def test_one_expression_that_asks_for_too_much_is_a_failure(names):
    with pytest.raises(Failure, match="more than"):
        value("=for i in 1..1000000 return i", names)
