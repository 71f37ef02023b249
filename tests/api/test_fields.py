"""How a form's fields are shown, and when: every widget, what was typed, conditions as CSS."""

import pytest

from api.views.conditions import css
from api.views.fields import Choices, fields

DOCUMENT = {
    "id": "all",
    "title": "全部控件",
    "schema": {
        "type": "object",
        "properties": {
            "kind": {"title": "类别", "type": "string", "enum": ["a", "b", "c", "d", "e"]},
            "short": {"title": "短", "type": "string", "enum": ["x", "y"]},
            "tags": {"title": "标签", "type": "array", "items": {"enum": ["p", "q"]}},
            "done": {"title": "完成", "type": "boolean"},
            "stars": {"title": "评分", "type": "integer", "maximum": 3},
            "cost": {"title": "费用", "type": "number"},
            "count": {"title": "数量", "type": "integer"},
            "at": {"title": "时间", "type": "string"},
            "who": {"title": "办理人", "type": "string"},
            "unit": {"title": "部门", "type": "array", "items": {"type": "string"}},
            "job": {"title": "岗位", "type": "string"},
            "photos": {"title": "照片", "type": "array", "items": {"type": "string"}},
            "note": {"title": "备注", "type": "string", "maxLength": 20},
            "data": {"title": "数据", "type": "object"},
            "rows": {
                "title": "明细",
                "type": "array",
                "items": {
                    "properties": {
                        "item": {"title": "项目", "type": "string"},
                        "price": {"title": "单价", "type": "number"},
                    },
                    "required": ["item"],
                },
            },
        },
        "required": ["kind"],
    },
    "ui": {
        "fields": {
            "kind": {"widget": "select", "options": {"a": "甲", "b": "乙"}},
            "short": {"widget": "select"},
            "tags": {"widget": "multi-select"},
            "done": {"widget": "switch"},
            "stars": {"widget": "rating"},
            "cost": {"widget": "money"},
            "count": {"widget": "number"},
            "at": {"widget": "datetime"},
            "who": {"widget": "user"},
            "unit": {"widget": "department"},
            "job": {"widget": "post"},
            "photos": {"widget": "photo"},
            "note": {"widget": "textarea", "help": "简短"},
            "data": {"widget": "text"},
            "rows": {"widget": "table", "columns": {"price": {"widget": "money"}}},
        }
    },
    "i18n": {"en": {"fields": {"kind": "Kind"}, "options": {"kind": {"a": "Alpha"}}}},
}
CHOICES = Choices(
    people={"u1": "李敏"},
    departments={"CS": "客服部"},
    posts={"cs": "客服"},
    files={"f1": "现场.png"},
)
VALUES = {
    "kind": "a",
    "short": "y",
    "tags": ["p"],
    "done": True,
    "stars": 2,
    "cost": 1234.5,
    "count": 0,
    "at": "2026-07-01T01:30:00Z",
    "who": "u1",
    "unit": ["CS"],
    "job": "cs",
    "photos": ["f1", "gone"],
    "note": "好",
    "data": {"name": "3-1-1502"},
    "rows": [{"item": "灯", "price": 3}],
}


def _shown(language="zh", **rights):
    found = fields(
        DOCUMENT,
        VALUES,
        rights=rights or {"*": "read"},
        language=language,
        choices=CHOICES,
        errors={},
    )
    return {field.path: field for field in found}


def test_values_are_read_as_people_say_them():
    shown = _shown()

    assert {name: field.text for name, field in shown.items()} == {
        "kind": "甲",
        "short": "y",
        "tags": "p",
        "done": "是",
        "stars": "2 ★",
        "cost": "¥1,234.50",
        "count": "0",
        "at": "2026-07-01 09:30",
        "who": "李敏",
        "unit": "客服部",
        "job": "客服",
        "photos": "",
        "note": "好",
        "data": "3-1-1502",
        "rows": "",
    }
    assert [kept.label for kept in shown["photos"].kept] == ["现场.png"]
    assert [cell.text for cell in shown["rows"].rows[0]] == ["灯", "¥3.00"]


def test_values_stand_in_inputs_as_html_wants_them():
    shown = _shown(**{"*": "write", "note": "required", "data": "hidden"})

    assert shown["at"].text == "2026-07-01T09:30"
    assert shown["done"].text == "true"
    assert shown["short"].widget == "radio"
    assert shown["kind"].widget == "select"
    assert shown["kind"].required
    assert shown["note"].required
    assert shown["note"].limits == {"maxlength": "20"}
    assert shown["count"].limits == {"inputmode": "numeric"}
    assert shown["unit"].many
    assert "data" not in shown
    assert [cell.required for cell in shown["rows"].rows[0]] == [True, False]


def test_labels_and_choices_are_english_where_the_form_says_them_in_english():
    kind = _shown("en")["kind"]

    assert (kind.label, kind.text) == ("Kind", "Alpha")
    assert _shown("en")["short"].label == "短"


def test_what_is_no_time_or_row_is_shown_as_it_was_typed():
    found = fields(
        DOCUMENT,
        {"at": "yesterday", "rows": {"0": {"item": "灯"}, "1": "?"}, "done": False},
        rights={},
        language="zh",
        choices=CHOICES,
        errors={"rows.0.price": ["请填写"]},
    )
    shown = {field.path: field for field in found}

    assert shown["at"].text == "yesterday"
    assert shown["done"].text == "false"
    assert [cell.text for cell in shown["rows"].rows[0]] == ["灯", ""]
    assert shown["rows"].rows[0][1].errors == ("请填写",)
    assert len(shown["rows"].rows) == 2


def test_a_table_that_may_be_filled_in_begins_with_an_empty_row():
    [rows] = [
        field
        for field in fields(DOCUMENT, {}, rights={}, language="zh", choices=CHOICES, errors={})
        if field.path == "rows"
    ]

    assert len(rows.rows) == 1


def _css(condition, *, rights=None, values=None):
    document = {
        **DOCUMENT,
        "ui": {"fields": {**DOCUMENT["ui"]["fields"], "note": {"showIf": condition}}},
    }
    return css(document, values or {}, rights or {})


IS_A = {"properties": {"kind": {"enum": ["a"]}}, "required": ["kind"]}


@pytest.mark.parametrize(
    ("condition", "selector"),
    [
        (IS_A, 'form:has([name="kind"] [value="a"]:checked, [name="kind"][value="a"]:checked) '),
        ({"not": IS_A}, 'form:not(:has([name="kind"] [value="a"]:checked, '),
        (
            {"properties": {"done": {"const": True}}, "required": ["done"]},
            'form:has([name="done"][type="checkbox"]:checked) ',
        ),
        (
            {"properties": {"done": {"const": False}}, "required": ["done"]},
            'form:has([name="done"][type="checkbox"]:not(:checked)) ',
        ),
        (
            {"properties": {"stars": {"maximum": 1}}, "required": ["stars"]},
            'form:has([name="stars"] [value="1"]:checked, ',
        ),
        ({"properties": {"kind": {"not": {"const": "e"}}}}, "form:not(:has("),
        ({"properties": {"short": True}}, 'form [data-field="note"] { display: block; }'),
        (True, 'form [data-field="note"] { display: block; }'),
        ({"required": ["short"]}, 'form:has([name="short"] [value="x"]:checked, '),
    ],
)
def test_a_condition_over_choices_becomes_a_rule(condition, selector):
    rules = _css(condition)

    assert rules.startswith('form [data-field="note"] { display: none; }')
    assert selector in rules


def test_all_any_and_not_are_combined():
    both = {"allOf": [IS_A, {"properties": {"done": {"const": True}}, "required": ["done"]}]}
    either = {"anyOf": both["allOf"]}

    assert _css(both).count("display: block") == 1
    assert _css(either).count("display: block") == 2
    assert _css({"not": both}).count("display: block") == 2
    assert _css({"not": either}).count("display: block") == 1
    assert _css({"not": {"properties": {"kind": {"const": "a"}}}}).count("display: block") == 1


def test_a_condition_that_css_cannot_see_leaves_the_field_shown():
    assert _css({"properties": {"count": {"minimum": 3}}, "required": ["count"]}) == ""
    assert _css({"if": IS_A}) == ""


def test_a_condition_over_fields_that_are_only_shown_is_settled_at_once():
    closed = {"kind": "read"}

    holds = _css(IS_A, rights=closed, values={"kind": "a"})
    fails = _css(IS_A, rights=closed, values={"kind": "b"})
    absent = _css(IS_A, rights=closed)
    optional = _css({"properties": {"kind": {"const": "a"}}}, rights=closed)

    assert 'form [data-field="note"] { display: block; }' in holds
    assert "display: block" not in fails + absent
    assert "display: block" in optional
    assert _css(False, rights={"note": "read"}) == ""
    assert "block" not in _css(False)


def test_a_value_that_no_choice_has_never_shows_the_field():
    rules = _css({"properties": {"kind": {"const": "z"}}, "required": ["kind"]})

    assert "form:not(form) " in rules
