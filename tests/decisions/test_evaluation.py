"""The answer of a decision as the engine keeps it: value, reasons, budgets."""

import json

import pytest

from engine import feel
from engine.decisions import DecisionError


def test_an_evaluation_goes_into_the_history_with_what_it_used_and_no_more(decide, table):
    result = decide(
        table(["A: number"], ["x"], ['> 1 => date("2024-05-01")']),
        A=1.5,
        secret="not of this decision",
    )

    kept = json.loads(json.dumps(result.to_json()))

    assert kept == {
        "decision": "d",
        "value": "2024-05-01",
        "warnings": [],
        "errors": [],
        "trace": [
            {
                "decision": "d",
                "name": "D",
                "inputs": {"A": 1.5},
                "value": "2024-05-01",
                "matched": [
                    {
                        "table": "table",
                        "rule": 1,
                        "id": "rule1",
                        "inputs": {"A": 1.5},
                        "outputs": {"x": "2024-05-01"},
                        "annotations": [],
                    }
                ],
            }
        ],
    }


def test_a_function_in_the_history_is_told_by_its_parameters(decide, literal):
    result = decide(literal("[function(a, b) a + b, {f: function() 1}]"))

    assert result.to_json()["value"] == ["function(a, b)", {"f": "function()"}]


def test_warnings_say_where_a_null_came_from(decide, literal):
    result = decide(literal("1 + nothing"))

    assert result.value is None
    assert not result.failed
    assert result.warnings[0].place == "d"


def test_the_same_warning_is_kept_once(decide, literal):
    result = decide(f"<list>{literal('1 + nothing')}{literal('1 + nothing')}</list>")

    assert len(result.warnings) == len(set(result.warnings))


def test_a_budget_that_is_used_up_fails_the_decision(read, literal):
    model = read(f'<decision id="d" name="D">{literal("for i in 1..1000 return i")}</decision>')

    result = model.evaluate("D", {}, limits=feel.Limits(steps=100))

    assert result.value is None
    assert "100 steps" in str(result.errors[0])


@pytest.mark.parametrize("loop", ["count(for i in 1..900 return i)", "1"])
def test_all_expressions_of_a_decision_share_one_budget(read, literal, loop):
    model = read(f'<decision id="d" name="D"><list>{literal(loop) * 1100}</list></decision>')

    result = model.evaluate("D", {}, limits=feel.Limits(steps=2000))

    assert result.value is None
    assert "steps" in str(result.errors[0])


def test_expressions_that_nest_too_deeply_fail_the_decision(read, literal):
    deep = "<list>" * 60 + literal("1") + "</list>" * 60
    model = read(f'<decision id="d" name="D">{deep}</decision>')

    assert model.evaluate("D", {}).value is not None


@pytest.mark.parametrize("method", ["evaluate", "evaluate_service", "invoke"])
def test_what_does_not_exist_cannot_be_evaluated(read, method):
    with pytest.raises(DecisionError, match="nowhere"):
        getattr(read(""), method)("nowhere", {})
