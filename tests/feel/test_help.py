"""What the designer's editor is told while somebody writes."""

import pytest

from engine.feel import analyse, analyse_tests, complete, types
from engine.feel.kinds import ANY, BOOLEAN, DATE, NUMBER, STRING
from engine.feel.literals import type_text

ORDER = types.ContextOf(
    (
        ("total", NUMBER),
        ("items", types.ListOf(types.ContextOf((("price", NUMBER),)))),
        ("due", DATE),
    )
)
NAMES = {
    "order": ORDER,
    "amount": "number",
    "level": "string",
    "Applicant Age": None,
    "other": "tOther",
    "loose": "context",
}

TYPES = [
    ("amount + 1", "number"),
    ("level + level", "string"),
    ("amount > 1", "boolean"),
    ("order.total", "number"),
    ("order.items", "list<context<price: number>>"),
    ("order.items.price", "list<number>"),
    ("order.items[price > 1]", "list<context<price: number>>"),
    ("order.items[1].price", "number"),
    ("order.items[other]", "Any"),
    ("loose[x = 1]", "list<context<>>"),
    ("order.due.year", "Any"),
    ('@"P1D"', "days and time duration"),
    ("count([1])", "number"),
    ("if amount > 1 then 1 else 2", "number"),
    ('if amount > 1 then 1 else "a"', "Any"),
    ("if amount > 1 then null else 2", "number"),
    ("if amount > 1 then 2 else null", "number"),
    ("for i in [1, 2] return i", "list<number>"),
    ("for i in 1..2 return i", "list<number>"),
    ("for i in [1..2] return partial", "list<list<Any>>"),
    ("some i in [1] satisfies i > 0", "boolean"),
    ("function(a: number) a + 1", "function<number> -> number"),
    ("(function(a) 1)(2)", "number"),
    ("{f: function(a) 1, r: f(1)}.r", "number"),
    ("[1..2]", "range<number>"),
    ("[]", "list<Any>"),
    ('[1, "a"]', "list<Any>"),
    ("{a: 1, b: a}", "context<a: number, b: number>"),
    ("-amount", "number"),
    ("amount in (1, 2)", "boolean"),
    ("amount between 1 and 2", "boolean"),
    ("true and amount > 1", "boolean"),
    ("amount instance of number", "boolean"),
    ("(< 5)", "Any"),
    ("other.x.y", "Any"),
    ("Applicant Age", "Any"),
    ("count", "function<list<Any>> -> number"),
    ("[1..2].start", "Any"),
    ("loose.x", "Any"),
    ("amount + other", "Any"),
    ("substring(level, other)", "string"),
    ("abs(other)", "number"),
    ("min(1, 2)", "Any"),
    ("substring(string: level, start position: 1)", "string"),
    ("[1, 2][item > 1]", "list<number>"),
]


@pytest.mark.parametrize(("text", "wanted"), TYPES)
def test_types_are_told_where_they_are_known(text, wanted):
    analysis = analyse(text, NAMES)

    assert type_text(analysis.type) == wanted
    assert analysis.problems == ()


PROBLEMS = [
    ("amuont > 1", 0, "no variable 'amuont'", "amount"),
    ("1 + lenght(level)", 4, "no function 'lenght'", None),
    ("floor2(1)", 0, "no function", "floor"),
    ("order.totl", 6, "no entry 'totl'", "total"),
    ("order.due.yaer", 10, "a date has no 'yaer'", "year"),
    ("amount + level", 0, "number + string has no result", None),
    ("amount = level", 0, "number = string", None),
    ("amount and true", 0, "and needs a boolean, and this is a number", None),
    ("if level then 1 else 2", 3, "if needs a boolean", None),
    ("-level", 0, "- string has no result", None),
    (
        "substring(level)",
        0,
        "substring(string: string, start position: number, [length: number]) is not called like this",
        None,
    ),
    ("substring(text: level)", 0, "not called like this", None),
    ("upper case(amount)", 0, "not called like this", None),
    ("append()", 0, "not called like this", None),
    ('@"nonsense"', 0, "is no ISO 8601", None),
    ("function() external {a: 1}", 0, "external functions are not run", None),
    ("1 +", 3, "expected an expression", None),
    ("every i in [1] satisfies i", 25, "every needs a boolean", None),
    ("order.items[prise > 1]", 12, "no variable 'prise'", "price"),
    ("some x in [1] satisfies string", 24, "some needs a boolean", None),
]


@pytest.mark.parametrize(("text", "position", "message", "suggestion"), PROBLEMS)
def test_mistakes_are_told_with_their_place(text, position, message, suggestion):
    problem = analyse(text, NAMES).problems[0]

    assert (problem.position, problem.suggestion) == (position, suggestion)
    assert message in problem.message


def test_the_variables_that_are_used_are_told_with_their_places():
    analysis = analyse("for i in order.items return i.price * amount + x", ["order", "amount"])

    assert [(use.name, use.position) for use in analysis.uses] == [
        ("order", 9),
        ("amount", 38),
        ("x", 47),
    ]
    assert [problem.position for problem in analysis.problems] == [47]


def test_cells_are_analysed_too():
    assert analyse_tests("? > 5, < amount", NAMES).problems == ()
    assert [use.name for use in analyse_tests("not(amount)", NAMES).uses] == ["amount"]
    assert analyse_tests("> 5", NAMES).type == BOOLEAN
    assert analyse_tests("(", NAMES).problems[0].position == 1
    assert analyse_tests("x" * 200_000).problems[0].message.endswith("at most")


def _texts(text, position=None):
    return [one.text for one in complete(text, len(text) if position is None else position, NAMES)]


def test_names_and_built_ins_complete_what_has_been_typed():
    assert _texts("am") == ["amount"]
    assert _texts("1 + appl") == ["Applicant Age"]
    assert _texts("1 + string l") == ["string length"]
    assert _texts("some x in lo") == ["loose", "log", "lower case"]
    assert _texts("xyz") == []
    assert "substring" in _texts("")
    assert _texts("amount > 1 th", 13) == ["then"]


def test_entries_and_properties_complete_after_a_dot():
    assert _texts("order.") == ["total", "items", "due"]
    assert _texts("1 + order.to") == ["total"]
    assert _texts("order.items[1].") == ["price"]
    assert _texts("order.items.") == ["price"]
    assert _texts("(order.due.") == ["year", "month", "day", "weekday"]
    assert _texts("[1..2].st") == ["start", "start included"]
    assert _texts("amount.") == []
    assert _texts("other.") == []
    assert _texts("+.") == []


def test_within_an_unfinished_text_everything_is_offered():
    assert "amount" in _texts('"abc')


def test_a_built_in_says_how_it_is_called():
    (first,) = [one for one in complete("trim", 4) if one.text == "trim"]

    assert (first.signature, first.summary, first.type, first.start) == (
        "trim(string: string)",
        "without white space at both ends",
        STRING,
        0,
    )
    assert complete("am", 2, ["amount"])[0].type == ANY
