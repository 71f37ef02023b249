"""What a browser posts: strings, under names with dots for the cells of a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import forms

FORM = {
    "id": "repair",
    "title": "报修",
    "schema": {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "count": {"type": "integer"},
            "cost": {"type": "number"},
            "urgent": {"type": "boolean"},
            "kinds": {"type": "array", "items": {"type": "string"}},
            "seen_at": {"type": "string"},
            "where": {"type": "object", "properties": {"floor": {"type": "integer"}}},
            "parts": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "price": {"type": "number"}},
                },
            },
            "anything": {},
        },
    },
    "ui": {"fields": {"seen_at": {"widget": "datetime"}}},
}


@pytest.mark.parametrize(
    ("posted", "submission"),
    [
        ({"title": "  漏水\r\n两处 "}, {"title": "漏水\n两处"}),
        ({"title": "   ", "cost": "", "kinds": [], "parts.0.name": ""}, {}),
        ({"count": "３"}, {"count": 3}),
        ({"cost": "1,234.50"}, {"cost": 1234.5}),
        ({"cost": "很多"}, {"cost": "很多"}),
        ({"cost": "nan"}, {"cost": "nan"}),
        ({"count": "1_000"}, {"count": "1_000"}),
        ({"urgent": "on"}, {"urgent": True}),
        ({"urgent": ["false", "true"]}, {"urgent": True}),
        ({"urgent": "False"}, {"urgent": False}),
        ({"urgent": "也许"}, {"urgent": "也许"}),
        ({"kinds": "水"}, {"kinds": ["水"]}),
        ({"kinds": ["水", "", "电"]}, {"kinds": ["水", "电"]}),
        ({"seen_at": "2026-07-01T09:30"}, {"seen_at": "2026-07-01T09:30:00+08:00"}),
        ({"seen_at": "2026-07-01T09:30:15"}, {"seen_at": "2026-07-01T09:30:15+08:00"}),
        ({"seen_at": "2026-07-01T09:30:15Z"}, {"seen_at": "2026-07-01T09:30:15Z"}),
        ({"seen_at": "昨天"}, {"seen_at": "昨天"}),
        ({"where.floor": "-1"}, {"where": {"floor": -1}}),
        ({"where.floor": ""}, {}),
        ({"where": "三楼"}, {"where": "三楼"}),
        ({"anything": "1"}, {"anything": "1"}),
        ({"colour": "red", "colour.tone": "dark"}, {"colour": "red"}),
        ({"title.part": "x"}, {"title": {"part": "x"}}),
        ({"count.part": "x"}, {"count": {"part": "x"}}),
    ],
)
def test_posted_texts_become_what_the_schema_asks_for(posted, submission):
    assert forms.coerce(FORM, posted) == submission


def test_rows_of_a_table_come_in_order_and_empty_ones_are_left_out():
    posted = {
        "parts.10.name": "胶",
        "parts.2.name": "阀门",
        "parts.2.price": "12.5",
        "parts.3.name": "",
        "parts.3.price": "",
        "parts.4.size": "5",
    }

    assert forms.coerce(FORM, posted) == {
        "parts": [{"name": "阀门", "price": 12.5}, {"size": "5"}, {"name": "胶"}]
    }


_NAMES = st.lists(
    st.sampled_from([*FORM["schema"]["properties"], "name", "price", "floor", "0", "10", ""]),
    min_size=1,
    max_size=4,
).map(".".join)
_VALUES = st.text() | st.lists(st.text(), max_size=3)


@given(st.dictionaries(_NAMES, _VALUES, max_size=8))
def test_whatever_is_posted_becomes_a_submission_that_can_be_checked(posted):
    submission = forms.coerce(FORM, posted)

    assert isinstance(forms.check(FORM, submission), forms.Checked)


def test_a_row_of_which_only_the_switches_stand_at_no_was_not_filled_in():
    columns = {"place": {"type": "string"}, "harm": {"type": "boolean"}}
    rows = {"type": "array", "items": {"type": "object", "properties": columns}}
    document = {
        "id": "findings",
        "title": "逐处",
        "schema": {"type": "object", "properties": {"rows": rows}},
        "ui": {"fields": {"rows": {"widget": "table"}}},
    }

    empty = forms.coerce(document, {"rows.0.place": "", "rows.0.harm": "false"})
    ticked = forms.coerce(document, {"rows.0.place": "", "rows.0.harm": ["false", "true"]})

    assert empty == {}
    assert ticked == {"rows": [{"harm": True}]}
