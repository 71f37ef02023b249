"""A client gets a form cut down to the rights of its node, and masked values where it only reads."""

import pytest

import forms

FORM = {
    "id": "visit",
    "title": "回访",
    "schema": {
        "type": "object",
        "properties": {
            "phone": {"type": "string", "title": "电话"},
            "id_no": {"type": "string", "title": "身份证"},
            "name": {"type": "string", "title": "姓名"},
            "score": {"type": "integer", "title": "评分"},
            "reason": {"type": "string", "title": "原因"},
        },
        "required": ["phone", "score"],
        "allOf": [
            {
                "if": {"properties": {"score": {"maximum": 2}}},
                "then": {"required": ["reason", "name"]},
                "else": {"properties": {"reason": False, "name": True}},
            }
        ],
    },
    "ui": {
        "order": ["name", "phone", "id_no", "score", "reason"],
        "fields": {
            "phone": {"widget": "phone", "masked": True},
            "id_no": {"widget": "id-card"},
            "name": {"widget": "text"},
        },
    },
    "messages": {"name.required": "请写姓名", "required": "必填"},
    "i18n": {"en": {"title": "Visit", "fields": {"name": "Name", "phone": "Phone"}}},
    "x-rules": [
        {"id": "low", "path": "reason", "when": "= score > 2", "message": "请写原因"},
        {"id": "odd", "path": "score", "when": "= score > 0", "message": "请评分"},
    ],
}


def test_hidden_fields_are_not_sent_at_all():
    shown = forms.visible(FORM, {"name": "hidden"})

    assert "name" not in shown["schema"]["properties"]
    assert shown["schema"]["allOf"][0]["then"]["required"] == ["reason"]
    assert shown["schema"]["allOf"][0]["else"]["properties"] == {"reason": False}
    assert shown["ui"]["order"] == ["phone", "id_no", "score", "reason"]
    assert "name" not in shown["ui"]["fields"]
    assert shown["messages"] == {"required": "必填"}
    assert shown["i18n"]["en"] == {"title": "Visit", "fields": {"phone": "Phone"}}


def test_fields_that_are_only_read_are_marked_and_not_asked_for():
    shown = forms.visible(FORM, {"phone": "read"})

    assert shown["schema"]["properties"]["phone"]["readOnly"] is True
    assert shown["schema"]["required"] == ["score"]


def test_fields_that_the_node_requires_are_asked_for_once():
    shown = forms.visible(FORM, {"score": "required", "reason": "required"})

    assert shown["schema"]["required"] == ["phone", "score", "reason"]


def test_a_plain_document_is_shown_without_ui_or_texts():
    plain = {
        "id": "a",
        "title": "甲",
        "schema": {"type": "object", "properties": {"x": {"type": "string"}}},
    }

    assert forms.visible(plain) == {
        "id": "a",
        "title": "甲",
        "schema": {"type": "object", "properties": {"x": {"type": "string"}}, "required": []},
        "ui": {"order": ["x"], "fields": {}},
        "messages": {},
        "i18n": {},
    }


def test_rules_in_feel_stay_on_the_server_and_can_be_read_there():
    english = {**FORM, "i18n": {"en": {"messages": {"reason.low": "Say why"}}}}

    assert "x-rules" not in forms.visible(english)
    assert list(forms.rules(english)) == [
        forms.Rule(id="low", path="reason", when="= score > 2", zh="请写原因", en="Say why"),
        forms.Rule(id="odd", path="score", when="= score > 0", zh="请评分", en="请评分"),
    ]


def test_masked_values_only_hint_where_they_may_only_be_read():
    values = {"phone": "13800138000", "id_no": "110101199003070011", "name": "张三", "other": 1}

    read = forms.readable(FORM, values, {"*": "read", "name": "hidden"})
    write = forms.readable(FORM, values)

    assert read == {"phone": "138****8000", "id_no": "1****************1"}
    assert write == {name: values[name] for name in ("phone", "id_no", "name")}


@pytest.mark.parametrize(
    ("value", "shown"),
    [("12345", "*****"), ("", ""), (None, None), (5, 5), ("12345678", "123*5678")],
)
def test_a_value_too_short_to_hint_is_starred_altogether(value, shown):
    assert forms.masked(value) == shown


@pytest.mark.parametrize("text", [None, "", "  "])
def test_a_node_without_rights_opens_every_field(text):
    assert forms.parse_rights(text) == {}


def test_rights_are_read_from_the_diagram():
    assert forms.parse_rights('{"*": "read", "a": "required"}') == {"*": "read", "a": "required"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "not a JSON object"),
        ("[]", "not a JSON object"),
        ('{"a": "rw"}', "a is 'rw', not one"),
    ],
)
def test_rights_that_mean_nothing_are_refused(text, problem):
    with pytest.raises(ValueError, match=problem):
        forms.parse_rights(text)
