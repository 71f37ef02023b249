"""Item definitions: structures, collections, allowed values, and values from outside (DMN 7.3.2)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine import feel
from engine.decisions.item_types import TypeTable
from engine.decisions.tree import ItemDefinition


def _model(read, item: str, type_ref: str):
    return read(
        item + f'<inputData id="i" name="I"><variable name="I" typeRef="{type_ref}"/></inputData>'
        '<decision id="d" name="D"><informationRequirement><requiredInput href="#i"/>'
        "</informationRequirement><literalExpression><text>I</text></literalExpression></decision>"
    )


def _item(name: str, inner: str, *, collection: bool = False) -> str:
    many = ' isCollection="true"' if collection else ""
    return f'<itemDefinition name="{name}"{many}>{inner}</itemDefinition>'


def _allowed(text: str, tag: str = "allowedValues") -> str:
    return f"<{tag}><text>{text}</text></{tag}>"


LEVEL = _item("tLevel", "<typeRef>string</typeRef>" + _allowed('"high", "low"'))
PERSON = LEVEL + _item(
    "tPerson",
    '<itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="level"><typeRef>tLevel</typeRef></itemComponent>',
)


@pytest.mark.parametrize(
    ("item", "type_ref", "value", "fits"),
    [
        (LEVEL, "tLevel", "high", True),
        (LEVEL, "tLevel", "middle", False),
        (LEVEL, "tLevel", 5, False),
        (LEVEL, "tLevel", None, True),
        (PERSON, "tPerson", {"name": "a", "level": "low"}, True),
        (PERSON, "tPerson", {"name": "a", "level": "none"}, False),
        (PERSON, "tPerson", {"name": "a"}, False),
        (PERSON, "tPerson", "text", False),
        (
            LEVEL + _item("tMany", "<typeRef>tLevel</typeRef>", collection=True),
            "tMany",
            ["high"],
            True,
        ),
        (
            LEVEL + _item("tMany", "<typeRef>tLevel</typeRef>", collection=True),
            "tMany",
            ["x"],
            False,
        ),
        (
            _item("tMany", "<typeRef>number</typeRef>" + _allowed("[0..9]"), collection=True),
            "tMany",
            [1, 12],
            False,
        ),
        (
            _item(
                "tMany",
                "<typeRef>number</typeRef>" + _allowed("count(?) = 2", "typeConstraint"),
                collection=True,
            ),
            "tMany",
            [1, 12],
            True,
        ),
        (
            _item(
                "tMany",
                "<typeRef>number</typeRef>" + _allowed("count(?) = 2", "typeConstraint"),
                collection=True,
            ),
            "tMany",
            [1],
            False,
        ),
        (
            LEVEL + _item("tTop", "<typeRef>tLevel</typeRef>" + _allowed('"high"')),
            "tTop",
            "low",
            False,
        ),
        (
            LEVEL + _item("tTop", "<typeRef>tLevel</typeRef>" + _allowed('"high","x"')),
            "tTop",
            "x",
            False,
        ),
        ("", "integer", 5, True),
        ("", "integer", "5", False),
        ("", "unknown", "5", True),
        (_item("tAny", ""), "tAny", "5", True),
    ],
)
def test_a_value_must_fit_the_type_and_its_allowed_values(read, item, type_ref, value, fits):
    result = _model(read, item, type_ref).evaluate("D", {"I": value})

    assert result.value == (value if fits else None)
    assert result.failed is not fits


def test_a_single_value_is_taken_out_of_its_list_and_put_into_one(read):
    assert _model(read, LEVEL, "tLevel").evaluate("D", {"I": ["low"]}).value == "low"
    many = _item("tMany", "<typeRef>string</typeRef>", collection=True)
    assert _model(read, many, "tMany").evaluate("D", {"I": "low"}).value == ["low"]


def test_texts_from_json_are_read_as_the_dates_and_durations_that_the_type_says(read):
    item = _item(
        "tCase",
        '<itemComponent name="due"><typeRef>date</typeRef></itemComponent>'
        '<itemComponent name="times" isCollection="true"><typeRef>time</typeRef></itemComponent>',
    )

    result = _model(read, item, "tCase").evaluate(
        "D", {"I": {"due": "2024-05-01", "times": ["10:00:00"], "price": 1.5}}
    )

    assert result.value == {
        "due": feel.parse_temporal("2024-05-01"),
        "times": [feel.parse_temporal("10:00:00")],
        "price": Decimal("1.5"),
    }


@pytest.mark.parametrize(
    "type_ref", ["date", "dateTime", "time", "dayTimeDuration", "yearMonthDuration"]
)
def test_a_text_that_is_no_date_does_not_fit(read, type_ref):
    assert _model(read, "", type_ref).evaluate("D", {"I": "soon"}).failed


def test_the_prefix_of_feel_in_dmn_1_1_is_understood(read):
    model = read(
        '<decision id="d" name="D"><variable xmlns:feel="http://www.omg.org/spec/FEEL/20140401" '
        'name="D" typeRef="feel:string"/><literalExpression><text>1</text></literalExpression>'
        "</decision>"
    )

    assert model.evaluate("d", {}).failed


def test_a_type_may_contain_itself(read):
    item = _item(
        "tNode",
        '<itemComponent name="next"><typeRef>tNode</typeRef></itemComponent>'
        '<itemComponent name="n"><typeRef>number</typeRef></itemComponent>',
    )
    node = {"n": 1, "next": {"n": 2, "next": None}}

    assert _model(read, item, "tNode").evaluate("D", {"I": node}).value == node


def test_expressions_may_name_the_types_of_the_model(read):
    model = read(
        PERSON + '<decision id="d" name="D"><literalExpression><text>'
        '[{name: "a", level: "x"} instance of tPerson, 5 instance of tPerson]</text>'
        "</literalExpression></decision>"
    )

    assert model.evaluate("d", {}).value == [True, False]


def test_names_with_blanks_are_known_wherever_they_may_stand(read):
    item = _item("tP", '<itemComponent name="last name"><typeRef>string</typeRef></itemComponent>')
    model = read(
        item
        + '<inputData id="i" name="the person"><variable name="the person" typeRef="tP"/></inputData>'
        '<decision id="d" name="D"><informationRequirement><requiredInput href="#i"/>'
        "</informationRequirement><literalExpression><text>the person.last name</text>"
        "</literalExpression></decision>"
    )

    assert model.evaluate("d", {"the person": {"last name": "Li"}}).value == "Li"


def test_the_clock_is_that_of_the_command(read):
    model = read(
        '<decision id="d" name="D"><literalExpression><text>string(today())</text>'
        "</literalExpression></decision>"
    )

    result = model.evaluate("d", {}, now=datetime(2024, 5, 1, 12, tzinfo=UTC))

    assert result.value == "2024-05-01"


def test_allowed_values_are_found_through_the_types_that_a_type_is_made_of():
    table = TypeTable(
        [
            _definition("tLevel", allowed='"a"'),
            _definition("tAlias", type_ref="tLevel"),
            _definition("tPair", components=(_definition("x", type_ref="tAlias"),)),
        ],
        {},
    )

    assert table.allowed_text("tAlias") == '"a"'
    assert table.allowed_text("tPair", "x") == '"a"'
    assert table.allowed_text("tPair", "y") is None


def _definition(
    name: str,
    *,
    type_ref: str | None = None,
    allowed: str | None = None,
    components: tuple[ItemDefinition, ...] = (),
) -> ItemDefinition:
    return ItemDefinition(
        name=name,
        place=name,
        type_ref=type_ref,
        allowed=allowed,
        constraint=None,
        collection=False,
        components=components,
        function=None,
    )
