"""Whatever the text, FEEL answers with a value or with one of its own errors."""

import inspect
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import (
    FeelError,
    FeelLimitError,
    FeelSyntaxError,
    Limits,
    expression,
    to_json,
    unary_tests,
)
from engine.feel.parser import parse, parse_tests
from engine.feel.unparse import unparse

PIECES = [
    "if",
    "then",
    "else",
    "for",
    "return",
    "some",
    "every",
    "in",
    "satisfies",
    "and",
    "or",
    "between",
    "instance",
    "of",
    "function",
    "external",
    "true",
    "false",
    "null",
    "not",
    "list",
    "context",
    "range",
    "date",
    "time",
    "number",
    "string",
    "partial",
    "item",
    "?",
    "a",
    "b",
    "状态",
    "count",
    "sum",
    "min",
    "string_length",
    "1",
    "2.5",
    ".5",
    "1e3",
    "0",
    '"x"',
    '""',
    '"\\\\d"',
    '@"P1D"',
    '@"2026-01-31"',
    '@"nonsense"',
    "+",
    "-",
    "*",
    "/",
    "**",
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "..",
    ".",
    ",",
    ":",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "->",
    '"',
    "'",
    "@",
    "\\",
    "//",
    "/*",
    "*/",
    "，",
    "（",
    "≥",
    "\x00",
    "�",
    "😀",
]
SCOPE = {"a": 1, "b": [1, {"x": "y"}], "状态": "新", "first name": "Li"}
SMALL = Limits(steps=2_000, size=2_000, depth=100, regex_seconds=0.02)

texts = st.lists(st.sampled_from([*PIECES, " "]), max_size=25).map(" ".join) | st.text(max_size=40)

atoms = st.sampled_from(
    [
        "1",
        "2.50",
        ".5",
        "1e40",
        '"x\\"y"',
        "true",
        "null",
        "a",
        "first name",
        "状态",
        '@"P1Y"',
        "-",
        "?",
        "count",
        "date and time",
        "[]",
        "{}",
        '"\\\\d"',
        "(< 5)",
        "]1..2[",
        "(a..3]",
    ]
)


def _grow(inner):
    two = st.tuples(inner, inner)
    three = st.tuples(inner, inner, inner)
    operators = st.sampled_from(
        ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]
    )
    return st.one_of(
        st.tuples(inner, operators, inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        inner.map("[{}]".format),
        inner.map("(< {})".format),
        inner.map("{} instance of list<context<a: number>>".format),
        inner.map("({}) instance of function<string, Any> -> range<date and time>".format),
        inner.map("{}.first name".format),
        inner.map("function(x: number, y z) {}".format),
        inner.map("function() external {}".format),
        two.map(lambda p: f"{p[0]}[{p[1]}]"),
        two.map(lambda p: f"{p[0]}({p[1]})"),
        two.map(lambda p: f"[{p[0]}..{p[1]}]"),
        two.map(lambda p: f"({p[0]}..{p[1]})"),
        two.map(lambda p: f'{{k: {p[0]}, "k-2": {p[1]}}}'),
        two.map(lambda p: f"f(start position: {p[0]}, b: {p[1]})"),
        two.map(lambda p: f"{p[0]} in (< {p[1]}, {p[0]})"),
        two.map(lambda p: f"for i in {p[0]} return {p[1]}"),
        two.map(lambda p: f"some i in {p[0]} satisfies {p[1]}"),
        three.map(lambda p: f"every i in {p[0]}..{p[1]}, j k in i satisfies {p[2]}"),
        three.map(lambda p: f"if {p[0]} then {p[1]} else {p[2]}"),
        three.map(lambda p: f"{p[0]} between {p[1]} and {p[2]}"),
    )


expressions = st.recursive(atoms, _grow, max_leaves=12)
NAMES = ("first name",)


@given(texts)
@settings(max_examples=400, deadline=None)
def test_any_text_parses_or_is_refused_with_a_feel_error(text):
    for make in (expression, unary_tests):
        try:
            made = make(text, NAMES)
        except FeelError as error:
            made = error
        assert text.startswith(made.text)


@given(texts | expressions)
@settings(max_examples=400, deadline=None)
def test_any_expression_has_a_value_or_a_feel_error(text):
    try:
        result = expression(text, NAMES).evaluate(SCOPE, limits=SMALL)
        answer = json.dumps(to_json(result.value))
    except FeelError as error:
        answer = str(error)

    assert answer


@given(texts | expressions)
@settings(max_examples=400, deadline=None)
def test_any_cell_tests_to_true_false_null_or_a_feel_error(text):
    try:
        result = unary_tests(text, NAMES).test(5, SCOPE, limits=SMALL)
    except FeelError:
        return

    assert result.value in {True, False, None}


@given(expressions)
@settings(max_examples=600, deadline=None)
def test_what_is_printed_of_an_expression_reads_back_as_the_same(text):
    try:
        node = parse(text, NAMES)
    except FeelSyntaxError:
        return

    printed = unparse(node)

    assert parse(printed, NAMES) == node


@given(
    st.lists(expressions | expressions.map("> {}".format), min_size=1, max_size=3), st.booleans()
)
@settings(max_examples=300, deadline=None)
def test_what_is_printed_of_a_cell_reads_back_as_the_same(tests, negated):
    text = ", ".join(tests)
    try:
        node = parse_tests(f"not({text})" if negated else text, NAMES)
    except FeelSyntaxError:
        return

    printed = unparse(node)

    assert parse_tests(printed, NAMES) == node


@pytest.mark.parametrize("text", ["-", " - ", "not(1, 2)", "not(a) and b", "(not(a))", "< 5"])
def test_special_cells_read_back_as_the_same(text):
    node = parse_tests(text)

    assert parse_tests(unparse(node)) == node


@pytest.mark.parametrize(
    "text",
    [
        "a in (< 1, 2)",
        "a in < 1",
        "(1).b",
        "if a then b else c",
        "(if a then b else c) + 1",
        "for i in 1..2, j in [3] return i",
        "some i in a satisfies b",
        "function(a: list<number>, b) external {c: 1}",
        "(a or b) and c or d",
        "a between 1 and 2 + 3",
        '{a b: 1, "x-y": [1..2)}',
        "f(start position: 1)[2].time offset",
        "a instance of context<b: range<date>>",
        "-(-1) ** 2 - (3 - 4)",
    ],
)
def test_every_form_reads_back_as_the_same(text):
    node = parse(text)

    printed = unparse(node)

    assert parse(printed) == node


def _deep(levels, text, make):
    return make(text) if levels == 0 else _deep(levels - 1, text, make)


@pytest.mark.parametrize("make", [expression, unary_tests])
def test_a_caller_deep_in_python_gets_an_error_of_feel_too(make):
    frames = len(inspect.stack(0))

    with pytest.raises(FeelLimitError, match="too deep"):
        _deep(sys.getrecursionlimit() - frames - 100, "[" * 45 + "77" + "]" * 45, make)
