"""The faces that the engine and the decisions use."""

import datetime as dt
import enum
import subprocess
import sys
import threading
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from engine.feel import (
    Date,
    DateTime,
    DayTimeDuration,
    FeelConditionError,
    FeelError,
    FeelSyntaxError,
    Range,
    Time,
    YearMonthDuration,
    expression,
    from_json,
    function,
    native,
    parse_temporal,
    to_json,
    types,
    unary_tests,
)
from engine.feel.compiler import code
from engine.feel.kinds import CONTEXT, FUNCTION, NUMBER, STRING
from engine.feel.unparse import unparse


class Level(enum.StrEnum):
    URGENT = "urgent"


def test_the_same_text_is_compiled_once():
    assert expression("1 + 1") is expression("1 + 1")
    assert expression("a b", ("a b",)) is expression("a b", ["a b", "other", "d e"])
    assert repr(expression("1 + 1")) == "Expression('1 + 1')"


def test_a_very_long_text_does_not_stay_in_memory():
    text = "1" + " + 1" * 150 + " " * 2000

    assert expression(text) is not expression(text)
    assert unary_tests(text) is not unary_tests(text)
    assert expression(text).value({}) == 151


def test_one_expression_serves_many_threads():
    compiled = expression("for i in 1..50 return i * n")
    results = {}

    def work(n):
        results[n] = compiled.value({"n": n})

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == {n: [i * n for i in range(1, 51)] for n in range(8)}


def test_a_condition_is_true_or_false():
    condition = expression('amount > 1000 and level = "urgent"')

    assert condition.condition({"amount": 1200.5, "level": Level.URGENT}) is True
    assert condition.condition({"amount": 10, "level": "urgent"}) is False


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1 + 1", "number instead of true or false"),
        ("null", "null instead"),
        ("amuont > 1", "'amuont'"),
        ('"a" > 1', "string > number has no answer"),
    ],
)
def test_a_condition_that_is_not_true_or_false_is_an_error(text, why):
    with pytest.raises(FeelConditionError, match=why):
        expression(text).condition({"amount": 5})


def test_a_condition_decided_on_missing_data_is_an_error_although_it_is_false():
    with pytest.raises(FeelConditionError, match="there is no variable 'level'") as caught:
        expression('1 = 1 and\nlevel = "urgent"').condition({})

    assert caught.value.position == 10
    assert "line 2, column 1" in str(caught.value)


def test_asking_whether_a_variable_is_there_is_no_error():
    assert expression("level = null").condition({}) is True
    assert expression("order.level != null").condition({"order": {}}) is False


@pytest.mark.parametrize(
    ("cell", "value", "wanted"),
    [
        ("-", 5, True),
        ("< 10", 5, True),
        ("1, 5", 5, True),
        ("not(5)", 5, False),
        ("not(5)", None, True),
        ("[1..4], > 7", 5, False),
        ("? > 3 and ? < 6", 5, True),
        ("?", "x", True),
        ("? + 1", 6, False),
        ('ends with(?, "x")', "ax", True),
        ('starts with(name, "L")', 5, True),
        ("null", None, True),
        ("< 5", "a", None),
        ("not(null)", 5, None),
        ("limit", 5, True),
        ('"a", "b"', "b", True),
        ("true", True, True),
        ("false", True, False),
        ("not(limit) and true", 5, None),
        ("not(1, 2), 5", 5, True),
    ],
)
def test_the_cells_of_decision_tables(cell, value, wanted):
    result = unary_tests(cell).test(value, {"limit": 5, "name": "Li"})

    assert result.value is wanted


def test_a_cell_may_use_names_types_and_the_time():
    tests = unary_tests("? instance of tMoney and today() > due day", ("due day",))

    result = tests.test(
        5,
        {"due day": Date(2026, 1, 1)},
        now=dt.datetime(2026, 2, 1, tzinfo=dt.UTC),
        types={"tMoney": NUMBER},
    )

    assert result.value is True
    assert repr(tests).startswith("UnaryTests(")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (0.1, Decimal("0.1")),
        (2.0, 2),
        (1e300, Decimal("1e300")),
        (10**40, Decimal("1e40")),
        (True, True),
        (None, None),
        (Level.URGENT, "urgent"),
        ((1, 0.5), [1, Decimal("0.5")]),
        ([1, [0.5], 2], [1, [Decimal("0.5")], 2]),
        (MappingProxyType({"a": 0.5}), {"a": Decimal("0.5")}),
        ({"a": 1, "b": 0.5}, {"a": 1, "b": Decimal("0.5")}),
        (dt.date(2026, 1, 31), Date(2026, 1, 31)),
        (dt.time(10, 30), Time(10, 30, 0)),
        (dt.timedelta(days=-1, seconds=1), DayTimeDuration(-86_399_000_000_000)),
        (
            dt.datetime(2026, 1, 31, 10, tzinfo=dt.UTC),
            DateTime(Date(2026, 1, 31), Time(10, 0, 0, 0, 0)),
        ),
        (
            dt.datetime(2026, 1, 31, 10, tzinfo=ZoneInfo("Asia/Shanghai")),
            DateTime(Date(2026, 1, 31), Time(10, 0, 0, 0, None, "Asia/Shanghai")),
        ),
        (Decimal("1." + "1" * 40), Decimal("1." + "1" * 33)),
    ],
)
def test_values_of_json_and_python_become_feel_values(given, wanted):
    assert from_json(given) == wanted


def test_nothing_is_copied_that_need_not_change():
    value = {"a": [1, "x", {"b": None, "c": Decimal("0.5")}]}

    assert from_json(value) is value


def _nested(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (float("nan"), "NaN is no FEEL number"),
        (float("inf"), "no FEEL number"),
        ({1: 2}, "the key 1"),
        (object(), "Python object"),
        (Decimal("1e7000"), "beyond the range"),
        (_nested(200), "nests deeper"),
    ],
)
def test_what_is_no_value_is_refused(given, why):
    with pytest.raises(FeelError, match=why):
        from_json(given)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1", 1),
        ("2.0", 2),
        ("0.10", 0.1),
        ("1 / 4", 0.25),
        ("2 ** 70", float(2**70)),
        ("true", True),
        ("null", None),
        ('"a"', "a"),
        ('@"2026-01-31"', "2026-01-31"),
        ('@"P1D"', "P1D"),
        ("[1, {a: 0.5}]", [1, {"a": 0.5}]),
        ("[1..3)", "[1..3)"),
        ('(@"P1D"..@"P2D"]', "(P1D..P2D]"),
    ],
)
def test_values_become_json(text, wanted):
    assert to_json(expression(text).value({})) == wanted


@pytest.mark.parametrize("text", ["count", "10 ** 400"])
def test_what_json_cannot_say_is_refused(text):
    with pytest.raises(FeelError, match=r"a function|too large for JSON"):
        to_json(expression(text).value({}))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-01-31", Date(2026, 1, 31)),
        ("10:30:00Z", Time(10, 30, 0, 0, 0)),
        ("2026-01-31T10:30:00", DateTime(Date(2026, 1, 31), Time(10, 30, 0))),
        ("PT4H", DayTimeDuration(4 * 3600 * 10**9)),
        ("-P1Y2M", YearMonthDuration(-14)),
    ],
)
def test_iso_texts_are_read(text, wanted):
    assert parse_temporal(text) == wanted
    assert str(parse_temporal(text)) == text


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1Y2D", "2026-1-1", "tomorrow", "R3/PT1H", "00:00:00@../x"]
)
def test_other_texts_are_no_dates(text):
    with pytest.raises(FeelError, match="is no ISO 8601"):
        parse_temporal(text)


def test_dates_and_durations_go_back_to_python():
    assert Date(2026, 1, 31).to_python() == dt.date(2026, 1, 31)
    assert parse_temporal("2026-01-31T10:30:00.5+08:00").to_python() == dt.datetime(
        2026, 1, 31, 10, 30, 0, 500_000, dt.timezone(dt.timedelta(hours=8))
    )
    assert parse_temporal("2026-01-31T10:30:00@Asia/Shanghai").to_python().tzinfo == ZoneInfo(
        "Asia/Shanghai"
    )
    assert parse_temporal("10:30:00").to_python() == dt.time(10, 30)
    assert DayTimeDuration(1_500_000_000).to_python() == dt.timedelta(seconds=1.5)


def test_a_knowledge_model_becomes_a_function():
    fee = function(
        [("area", "number"), ("unit price", None)],
        "area * unit price + base",
        {"base": 10},
        name="fee",
        result="number",
    )

    assert expression("fee(2, 3.5)").value({"fee": fee}) == 17
    assert expression("fee(unit price: 1, area: 2)").value({"fee": fee}) == 12
    assert expression('fee("x", 1)').value({"fee": fee}) is None


def test_a_function_may_be_made_of_a_compiled_expression_and_of_types_of_the_caller():
    half = function([("n", "tMoney")], expression("n / 2"), {}, result=types.ListOf(NUMBER))

    result = expression("half(4)").evaluate({"half": half}, types={"tMoney": NUMBER})

    assert result.value == [2]


def test_a_python_function_takes_and_gives_feel_values():
    service = native([("a", "number")], lambda a: {"twice": float(a * 2)})

    assert expression("service(2).twice").value({"service": service}) == 4


def test_values_are_tested_against_and_converted_to_types():
    assert types.conforms([1, 2], types.ListOf(NUMBER))
    assert not types.conforms(["a"], types.ListOf(NUMBER))
    assert types.coerce([5], NUMBER) == 5
    assert types.coerce(5, types.ListOf(NUMBER)) == [5]
    assert types.coerce("a", types.ListOf(NUMBER)) is None
    assert types.coerce(["a", "b"], NUMBER) is None
    assert types.coerce("a", NUMBER) is None
    assert types.coerce([[5]], NUMBER) is None
    assert types.coerce([[5]], types.ListOf(NUMBER)) == [5]
    assert not types.conforms(1, types.Named("tMoney"))


def test_types_include_one_another():
    many = types.ContextOf((("a", NUMBER), ("b", STRING)))
    few = types.ContextOf((("a", NUMBER),))

    assert types.subtype(many, few)
    assert not types.subtype(few, many)
    assert types.subtype(many, CONTEXT)
    assert types.subtype(types.ListOf(many), types.ListOf(few))
    assert types.subtype(types.RangeOf(NUMBER), types.RangeOf(types.ANY))
    assert types.subtype(types.FunctionOf((few,), NUMBER), types.FunctionOf((many,), types.ANY))
    assert not types.subtype(types.FunctionOf((), NUMBER), types.FunctionOf((NUMBER,), NUMBER))
    assert types.subtype(types.FunctionOf((), NUMBER), FUNCTION)
    assert not types.subtype(NUMBER, STRING)
    assert types.type_of(Range(start=1, end=None)) == types.RangeOf(NUMBER)


@pytest.mark.parametrize(
    ("text", "expected", "suggestion"),
    [
        ("1 +", "an expression", None),
        ("(1", ")", None),
        ("[1 2]", ",", None),
        ("{a 1}", "the name of an entry, and a colon", None),
        ("{a: 1", ",", None),
        ("{1: 2}", "the name of an entry, and a colon", None),
        ("f(a: 1, 2)", "arguments all with names or all without", None),
        ("f(1 2)", ",", None),
        ("if a than b else c", "then", "then"),
        ("a ≥ 3", "an operator", ">="),
        ("f(1，2)", ",", ","),
        ("“a”", "an expression", '"'),
        ("a & b", "an operator", "and"),
        ("string lenght(a)", "an operator", "string length"),
        ("for 1 in b return c", "a name", None),
        ("a.1", "an operator", None),
        ("a.(b)", "the name of an entry", None),
        ("[1..2", "]", None),
        ("then", "an expression", None),
        ("function(a b", ",", None),
        ("function(1) 2", "a name", None),
        ("1 instance of 2", "a type", None),
        ("1 instance of context<1>", "the name of an entry, and a colon", None),
        ("1 instance of list<number", ">", None),
        ("1 instance of function<a b>", ",", None),
        ("1 instance of context<a: b c>", ",", None),
        ("a between 1 or 2", "and", None),
        ("1 instance list", "of", None),
        ("@5", "an expression", None),
        ("a ¤ b", "an operator", None),
        ("{a: 1 2}", ",", None),
        ("x in (1, 2", ")", None),
    ],
)
def test_an_error_says_what_was_expected_and_perhaps_meant(text, expected, suggestion):
    with pytest.raises(FeelSyntaxError) as caught:
        expression(text)

    assert expected in caught.value.expected
    assert caught.value.suggestion == suggestion
    assert caught.value.position is not None
    assert caught.value.text == text
    assert suggestion is None or f"did you mean {suggestion!r}?" in str(caught.value)


@pytest.mark.parametrize("text", ['"abc', "/* abc", "1e99999"])
def test_unfinished_texts_and_impossible_numbers_are_refused(text):
    with pytest.raises(FeelSyntaxError):
        expression(text)


def test_a_name_of_a_type_may_have_several_words():
    assert (
        expression("1 instance of Big Money", ("Big Money",))
        .evaluate({}, types={"Big Money": NUMBER})
        .value
        is True
    )


def test_what_is_no_node_is_neither_compiled_nor_written():
    with pytest.raises(TypeError, match="no node"):
        code(object())
    with pytest.raises(TypeError, match="no node"):
        unparse(object())


def test_feel_is_usable_without_the_rest_of_the_engine():
    program = "import sys, engine.feel; print([m for m in sys.modules if m.startswith('engine.') and not m.startswith('engine.feel')])"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
