"""Boxed expressions: contexts, lists, relations, functions, invocations, iterators (DMN 7.3)."""

import pytest


def test_a_context_without_result_is_its_entries_which_see_the_earlier_ones(decide, literal):
    result = decide(
        f"<context><contextEntry><variable name='a b'/>{literal('2')}</contextEntry>"
        f"<contextEntry><variable name='c'/>{literal('a b * 3')}</contextEntry></context>"
    )

    assert result.value == {"a b": 2, "c": 6}


def test_a_context_with_a_result_entry_is_that_result(decide, literal):
    result = decide(
        f"<context><contextEntry><variable name='a'/>{literal('2')}</contextEntry>"
        f"<contextEntry>{literal('a + 1')}</contextEntry></context>"
    )

    assert result.value == 3


def test_a_context_entry_of_a_wrong_type_is_null_and_an_error(decide, literal):
    result = decide(
        "<context><contextEntry><variable name='a' typeRef='string'/>"
        f"{literal('2')}</contextEntry></context>"
    )

    assert result.value == {"a": None}
    assert result.failed


def test_a_context_entry_may_be_left_empty(decide):
    result = decide("<context><contextEntry><variable name='a'/></contextEntry></context>")

    assert result.value == {"a": None}


def test_a_boxed_list(decide, literal):
    assert decide(f"<list>{literal('1')}{literal('1 + 1')}</list>").value == [1, 2]


def test_a_relation_is_a_list_of_contexts(decide, literal):
    result = decide(
        "<relation><column name='n' typeRef='string'/><column name='v'/>"
        f"<row>{literal(chr(34) + 'a' + chr(34))}{literal('1')}</row></relation>"
    )

    assert result.value == [{"n": "a", "v": 1}]


FUNCTION = (
    "<context><contextEntry><variable name='f'/><functionDefinition kind='{kind}'>"
    "<formalParameter name='a' typeRef='number'/><formalParameter name='b'/>"
    "<literalExpression><text>a - b</text></literalExpression></functionDefinition></contextEntry>"
    "<contextEntry>{call}</contextEntry></context>"
)


@pytest.mark.parametrize("call", ["f(5, 3)", "f(b: 3, a: 5)"])
def test_a_boxed_function_is_called_by_position_or_by_name(decide, literal, call):
    assert decide(FUNCTION.format(kind="FEEL", call=literal(call))).value == 2


def test_an_argument_of_a_wrong_type_is_never_passed_on(decide, literal):
    result = decide(FUNCTION.format(kind="FEEL", call=literal('f("x", 3)')))

    assert result.value is None
    assert "cannot be called" in str(result.warnings[0])


@pytest.mark.parametrize("kind", ["Java", "PMML"])
def test_a_function_in_another_language_is_not_run(decide, literal, kind):
    result = decide(FUNCTION.format(kind=kind, call=literal("f(1, 2)")))

    assert result.value is None
    assert f"kind {kind}" in str(result.errors[0])


def _invocation(*bindings: str, callee: str = "f") -> str:
    return (
        f"<invocation><literalExpression><text>{callee}</text></literalExpression>"
        + "".join(bindings)
        + "</invocation>"
    )


def _binding(name: str, text: str) -> str:
    return (
        f"<binding><parameter name='{name}'/><literalExpression><text>{text}</text>"
        "</literalExpression></binding>"
    )


def test_an_invocation_binds_arguments_by_name(decide):
    call = _invocation(_binding("b", "3"), _binding("a", "5"))

    assert decide(FUNCTION.format(kind="FEEL", call=call)).value == 2


@pytest.mark.parametrize(
    "bindings", [[_binding("a", "5")], [_binding("a", "5"), _binding("b", "1"), _binding("c", "1")]]
)
def test_an_invocation_with_missing_or_unknown_arguments_fails(decide, bindings):
    result = decide(FUNCTION.format(kind="FEEL", call=_invocation(*bindings)))

    assert result.value is None
    assert "arguments do not fit" in str(result.errors[0])


def test_an_invocation_may_call_a_built_in(decide):
    result = decide(_invocation(_binding("list", "[1, 2, 3]"), callee="sum"))

    assert result.value == 6


def test_only_functions_can_be_invoked(decide):
    result = decide(_invocation(callee="5"))

    assert "not a function" in str(result.errors[0])


CONDITIONAL = (
    "<conditional><if><literalExpression><text>{}</text></literalExpression></if>"
    "<then><literalExpression><text>1</text></literalExpression></then>"
    "<else><literalExpression><text>2</text></literalExpression></else></conditional>"
)


@pytest.mark.parametrize(("test", "value"), [("true", 1), ("false", 2), ("null", 2)])
def test_a_conditional_takes_one_branch(decide, test, value):
    assert decide(CONDITIONAL.format(test)).value == value


def test_a_conditional_without_a_truth_value_fails(decide):
    result = decide(CONDITIONAL.format("5"))

    assert result.value is None
    assert "neither true nor false" in str(result.errors[0])


def _filter(source: str, match: str) -> str:
    return (
        f"<filter><in><literalExpression><text>{source}</text></literalExpression></in>"
        f"<match><literalExpression><text>{match}</text></literalExpression></match></filter>"
    )


@pytest.mark.parametrize(
    ("source", "match", "value"),
    [
        ("[1, 2, 3]", "item &gt;= 2", [2, 3]),
        ("[1, null, 3]", "item &gt;= 2", [3]),
        ("[{a: 1}, {a: 2}]", "a = 2", [{"a": 2}]),
        ("[{a: 1}, {a: 2}]", "item.a = 1", [{"a": 1}]),
        ("5", "item = 5", [5]),
        ("null", "true", []),
    ],
)
def test_a_filter_keeps_the_elements_that_match(decide, source, match, value):
    assert decide(_filter(source, match)).value == value


def test_a_filter_without_truth_values_fails(decide):
    result = decide(_filter("[1]", "5"))

    assert result.value is None
    assert result.failed


def _iterate(kind: str, source: str, body: str) -> str:
    inner = "return" if kind == "for" else "satisfies"
    return (
        f"<{kind} iteratorVariable='x'><in><literalExpression><text>{source}</text>"
        f"</literalExpression></in><{inner}><literalExpression><text>{body}</text>"
        f"</literalExpression></{inner}></{kind}>"
    )


@pytest.mark.parametrize(
    ("source", "body", "value"),
    [
        ("[1, 2]", "x * 2", [2, 4]),
        ("[1..3]", "x", [1, 2, 3]),
        ("[5, 6, 7]", "count(partial)", [0, 1, 2]),
        ("[]", "x", []),
    ],
)
def test_a_for_collects_its_results(decide, source, body, value):
    assert decide(_iterate("for", source, body)).value == value


def test_a_for_over_nothing_is_null_with_a_reason(decide):
    result = decide(_iterate("for", "null", "x"))

    assert result.value is None
    assert "null" in str(result.warnings[0])


@pytest.mark.parametrize(
    ("kind", "source", "value"),
    [
        ("some", "[1, 2]", True),
        ("some", "[0, 1]", False),
        ("some", "[null, 2]", True),
        ("some", "[null, 1]", None),
        ("some", "[]", False),
        ("every", "[2, 3]", True),
        ("every", "[1, 2]", False),
        ("every", "[null, 1]", False),
        ("every", "[null, 2]", None),
        ("every", "[]", True),
    ],
)
def test_some_and_every_decide_in_three_values(decide, kind, source, value):
    assert decide(_iterate(kind, source, "x &gt; 1")).value is value


def test_another_expression_language_than_feel_is_not_evaluated(decide):
    result = decide(
        "<literalExpression expressionLanguage='http://www.java.com/java'><text>1</text>"
        "</literalExpression>"
    )

    assert result.value is None
    assert "only FEEL" in str(result.errors[0])


def test_a_value_of_a_wrong_type_is_null_and_an_error(decide):
    result = decide("<literalExpression typeRef='string'><text>5</text></literalExpression>")

    assert result.value is None
    assert "type string" in str(result.errors[0])


def test_an_empty_expression_is_null(decide, literal):
    result = decide(literal(""))

    assert result.value is None
    assert not result.failed
