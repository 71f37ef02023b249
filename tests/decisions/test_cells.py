"""Cells that can be read without evaluating them, and the index that is made of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import decisions, feel
from engine.decisions.cells import EVERYTHING, read_cell
from engine.decisions.index import RuleIndex
from engine.decisions.tree import InputClause, Literal, Rule, Table


@pytest.mark.parametrize("text", ["", "-", " - "])
def test_a_dash_takes_everything(text):
    assert read_cell(text) is EVERYTHING
    assert EVERYTHING.takes_all


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("5", 5, 6),
        ("= 5", 5, 6),
        ("-1.5", Decimal("-1.5"), 1),
        (".5", Decimal("0.5"), 5),
        ("< 5", 4, 5),
        ("<= 5", 5, 6),
        ("> 5", 6, 5),
        (">= 5", 5, 4),
        ("[1..5]", 5, 6),
        ("[1..5)", 1, 5),
        ("(1..5]", 5, 1),
        ("]1..5[", 3, 5),
        ("1, 3, > 7", 8, 2),
        ("not(1, 3)", 2, 3),
        ('"a", "b"', "b", "c"),
        ("true", True, False),
        ("not(true)", False, True),
        (
            'date("2024-01-01")',
            feel.parse_temporal("2024-01-01"),
            feel.parse_temporal("2024-01-02"),
        ),
        ('> @"P1D"', feel.parse_temporal("P2D"), feel.parse_temporal("P1D")),
        ('duration("P1Y")', feel.parse_temporal("P12M"), feel.parse_temporal("P1M")),
    ],
)
def test_a_cell_of_constants_is_read(text, inside, outside):
    cell = read_cell(text)

    assert cell is not None
    assert cell.has(inside)
    assert not cell.has(outside)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "? > 5",
        '5, "a"',
        "null",
        "5 6",
        '"a\\"b"',
        "[1..x]",
        '@"no date"',
        '[@"no"..@"date"]',
        '@"10:00:00"',
        "((",
        "not()",
    ],
)
def test_any_other_cell_is_opaque(text):
    assert read_cell(text) is None


def _index(*cells: str) -> RuleIndex:
    expression = Literal(place="i", text="a")
    rules = tuple(
        Rule(
            place=f"r{n}",
            index=n,
            conditions=(Literal(place=f"r{n}", text=cell),),
            results=(),
            annotations=(),
        )
        for n, cell in enumerate(cells, start=1)
    )
    clause = InputClause(place="i", label="a", expression=expression, values=None)
    return RuleIndex(
        Table(
            place="t",
            hit_policy="UNIQUE",
            aggregation=None,
            inputs=(clause,),
            outputs=(),
            rules=rules,
        )
    )


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        (5, [0, 2, 3, 4, 6]),
        (Decimal("5.5"), [2, 3, 4, 6]),
        (9, [3, 4, 6]),
        ("a", [1, 3, 4, 6]),
        (True, [3, 4, 6]),
        (None, [0, 1, 2, 3, 4, 5, 6]),
        ([5], [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_the_index_names_the_rules_that_may_match(value, rules):
    index = _index("5", '"a", "b"', "[5..6], < 0", "-", "count(?) > 1", "7", "not(7)")

    assert index.candidates([value]) == rules


def test_the_index_forgets_rather_than_grows_without_end():
    index = _index(*(f"[{n}..{n + 1})" for n in range(1100)))

    found = [index.candidates([n]) for n in range(1100)]

    assert found == [[n] for n in range(1100)]
    assert index.candidates([1099]) == [1099]


CELLS = st.sampled_from(
    [
        "-",
        "5",
        "< 3",
        ">= 3",
        "[1..4)",
        "1, 7",
        "not(2)",
        '"a"',
        'not("a","b")',
        "true",
        "? = 2",
        "null",
    ]
)
VALUES = st.sampled_from([None, 0, 1, 2, 3, Decimal("3.5"), 4, 5, 7, "a", "b", "c", True, [1], [5]])


@given(st.lists(st.tuples(CELLS, CELLS), min_size=8, max_size=20), VALUES, VALUES)
def test_the_index_never_changes_an_answer(rows, first, second):
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text><![CDATA[{c}]]></text></inputEntry>" for c in row)
        + f"<outputEntry><text>{n}</text></outputEntry></rule>"
        for n, row in enumerate(rows)
    )
    model = decisions.read(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="u">'
        '<decision id="d" name="D"><decisionTable hitPolicy="COLLECT">'
        "<input><inputExpression><text>a</text></inputExpression></input>"
        "<input><inputExpression><text>b</text></inputExpression></input>"
        f"<output/>{rules}</decisionTable></decision></definitions>".encode()
    )

    result = model.evaluate("d", {"a": first, "b": second})

    expected = [
        n for n, (one, other) in enumerate(rows) if _takes(one, first) and _takes(other, second)
    ]
    assert result.value == expected


def _takes(cell: str, value: object) -> bool:
    return feel.unary_tests(cell).test(value, {}).value is True
