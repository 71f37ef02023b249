"""A submission is checked as a whole: every mistake at once, in the words of the person."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import forms

LEAK = {
    "id": "leak",
    "title": "漏水报事",
    "schema": {
        "type": "object",
        "properties": {
            "room": {"type": "string", "pattern": "^\\d+-\\d+-\\d+$", "title": "房号"},
            "kind": {"type": "string", "enum": ["漏水", "其他"], "title": "类别"},
            "cost": {"type": "number", "minimum": 0, "multipleOf": 0.01, "title": "费用"},
            "hurt": {"type": "boolean", "title": "有人受伤"},
            "injury": {"type": "string", "minLength": 2, "title": "受伤情况"},
            "hospital": {"type": "string", "title": "送医"},
            "seen_on": {"type": "string", "title": "发现日期"},
            "seen_at": {"type": "string", "title": "发现时间"},
            "parts": {
                "type": "array",
                "title": "材料",
                "items": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "price": {"type": "number"}},
                    "required": ["name"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["room", "injury"],
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": "漏水"}}, "required": ["kind"]},
                "then": {"required": ["cost"]},
            }
        ],
    },
    "ui": {
        "fields": {
            "injury": {
                "widget": "text",
                "showIf": {"properties": {"hurt": {"const": True}}, "required": ["hurt"]},
            },
            "hospital": {"widget": "text", "showIf": {"required": ["injury"]}},
            "seen_on": {"widget": "date"},
            "seen_at": {"widget": "datetime"},
        }
    },
    "messages": {"room.pattern": "请写成 栋-单元-房", "enum": "请选一项", "cost.type": "请写金额"},
    "i18n": {"en": {"messages": {"room.pattern": "Write building-unit-room"}}},
}


def test_a_right_submission_is_taken_over_as_it_is():
    submission = {"room": "8-2-501", "kind": "其他", "seen_on": "2026-02-28"}

    checked = forms.check(LEAK, submission)

    assert checked == forms.Checked(values=submission, dropped=(), mistakes=())


def test_all_mistakes_are_told_at_once_in_chinese_and_in_english():
    checked = forms.check(LEAK, {"room": "501", "kind": "漏水", "hurt": True, "colour": "red"})

    assert checked.errors == {
        "colour": ["表单中没有这一项"],
        "room": ["请写成 栋-单元-房"],
        "cost": ["请填写"],
        "injury": ["请填写"],
    }
    assert checked.errors_in("en")["room"] == ["Write building-unit-room"]
    assert checked.errors_in("en")["cost"] == ["Please fill in"]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("kind", "火灾", "请选一项"),
        ("cost", "十元", "请写金额"),
        ("cost", -1, "不能小于 0"),
        ("cost", 0.001, "必须是 0.01 的整数倍"),
        ("cost", math.nan, "请写金额"),
        ("hurt", "yes", "应为是或否"),
        ("seen_on", "2026-02-30", "不是有效的日期"),
        ("seen_at", "2026-02-28T25:00:00Z", "不是有效的日期时间"),
        ("room", None, "请填写"),
    ],
)
def test_a_mistake_is_told_in_the_words_of_its_keyword(field, value, text):
    checked = forms.check(LEAK, {"room": "8-2-501"} | {field: value})

    assert checked.errors == {field: [text]}


def test_a_mistake_in_a_table_names_its_row_and_column():
    parts = [{"name": "阀门", "price": "贵"}, {"price": 3, "size": 4}]

    checked = forms.check(LEAK, {"room": "8-2-501", "parts": parts})

    assert checked.errors == {
        "parts.0.price": ["应为数字"],
        "parts.1": ["含有未定义的内容：size"],
        "parts.1.name": ["请填写"],
    }


def test_a_date_that_is_no_text_is_judged_by_the_schema_alone():
    checked = forms.check(LEAK, {"room": "8-2-501", "seen_on": 20260228})

    assert checked.errors == {"seen_on": ["应为文字"]}


def test_a_field_that_is_not_shown_is_not_required_and_its_value_is_dropped():
    checked = forms.check(LEAK, {"room": "8-2-501", "hurt": False, "injury": "x"})

    assert checked.errors == {}
    assert checked.values == {"room": "8-2-501", "hurt": False}
    assert checked.dropped == ("injury",)


def test_what_depends_on_a_field_that_is_not_shown_is_not_shown_either():
    checked = forms.check(LEAK, {"room": "8-2-501", "injury": "擦伤", "hospital": "一院"})

    assert checked.dropped == ("injury", "hospital")


def test_conditions_that_contradict_each_other_come_to_an_end():
    contrary = {
        "id": "contrary",
        "title": "矛盾",
        "schema": {"type": "object", "properties": {"a": {"type": "string"}}},
        "ui": {"fields": {"a": {"widget": "text", "showIf": {"not": {"required": ["a"]}}}}},
    }

    checked = forms.check(contrary, {"a": "x"})

    assert checked.mistakes == ()


def test_fields_that_are_hidden_or_only_shown_are_dropped_and_named():
    rights = {"room": "read", "cost": "hidden"}

    checked = forms.check(LEAK, {"room": "1", "cost": -5, "kind": "其他"}, rights=rights)

    assert checked == forms.Checked(values={"kind": "其他"}, dropped=("room", "cost"), mistakes=())


def test_a_node_may_require_a_field_that_the_form_leaves_open():
    checked = forms.check(LEAK, {"room": "8-2-501"}, rights={"kind": "required"})

    assert checked.errors == {"kind": ["请填写"]}


def test_a_required_field_is_missed_once_even_if_form_and_node_both_require_it():
    checked = forms.check(LEAK, {}, rights={"room": "required"})

    assert checked.errors == {"room": ["请填写"]}


def test_the_star_stands_for_every_field_that_is_not_named():
    checked = forms.check(
        LEAK, {"room": "1", "kind": "其他"}, rights={"*": "read", "kind": "write"}
    )

    assert checked.values == {"kind": "其他"}
    assert checked.errors == {}


def test_a_right_nobody_knows_hides_the_field():
    checked = forms.check(LEAK, {"room": "8-2-501", "kind": "其他"}, rights={"kind": "readonly"})

    assert checked.dropped == ("kind",)


def test_a_condition_may_depend_on_what_the_node_only_shows():
    checked = forms.check(
        LEAK, {"room": "8-2-501"}, rights={"kind": "read"}, current={"kind": "漏水"}
    )

    assert checked.errors == {"cost": ["请填写"]}
    assert checked.values == {"room": "8-2-501"}


def test_an_optional_field_is_cleared_by_null():
    checked = forms.check(LEAK, {"room": "8-2-501", "kind": None})

    assert checked.values == {"room": "8-2-501", "kind": None}
    assert checked.errors == {}


FOLLOWING = {
    "id": "following",
    "title": "大类小类",
    "schema": {
        "type": "object",
        "properties": {
            "kind": {"type": "string", "enum": ["停车", "电梯"], "title": "大类"},
            "detail": {"type": "string", "enum": ["道闸", "困人", "异响"], "title": "小类"},
            "by": {"type": "string", "title": "登记人"},
        },
    },
    "ui": {
        "fields": {
            "kind": {"widget": "select"},
            "detail": {
                "widget": "select",
                "optionsBy": {
                    "field": "kind",
                    "values": {"停车": ["道闸"], "电梯": ["困人", "异响"]},
                },
            },
            "by": {"widget": "user", "default": "self"},
        }
    },
    "i18n": {"en": {"fields": {"kind": "Kind", "detail": "Detail", "by": "By"}}},
}


@pytest.mark.parametrize(
    ("submission", "current", "is_right"),
    [
        ({"kind": "电梯", "detail": "困人"}, {}, True),
        ({"kind": "停车", "detail": "困人"}, {}, False),
        ({"detail": "困人"}, {}, True),
        ({"kind": "停车"}, {}, True),
        ({"detail": "道闸"}, {"kind": "电梯"}, False),
        ({"kind": "停车"}, {"kind": "电梯", "detail": "困人"}, False),
        ({"kind": "停车", "detail": None}, {"kind": "电梯", "detail": "困人"}, True),
    ],
    ids=["fits", "other", "no-first", "no-second", "over-present", "left-behind", "cleared"],
)
def test_a_choice_that_follows_another_one_must_belong_to_it(submission, current, is_right):
    assert forms.check_document(FOLLOWING) == ()

    checked = forms.check(FOLLOWING, submission, current=current)

    wrong = {} if is_right else {"detail": ["与上一级选择不符，请重新选择"]}
    assert checked.errors == wrong


@pytest.mark.parametrize(
    ("rights", "by", "signed"),
    [({}, None, "ann"), ({}, "bob", "bob"), ({"by": "read"}, None, None)],
    ids=["empty", "named", "only-read"],
)
def test_a_field_may_default_to_who_hands_in_the_form(rights, by, signed):
    found = forms.signed(FOLLOWING, {"kind": "电梯", "by": by}, rights, "ann")

    assert found["by"] == signed


def test_what_is_no_object_or_cannot_be_read_is_one_mistake_of_the_whole():
    deep = []
    for _ in range(400):
        deep = [deep]

    assert forms.check(LEAK, ["room"]).errors == {"": ["应为一组内容"]}
    assert forms.check(LEAK, {"parts": deep}).errors == {"": ["内容无法读取，请检查特殊字符"]}
    assert forms.check(LEAK, {"room": "\ud800"}).errors == {"": ["内容无法读取，请检查特殊字符"]}


def test_a_keyword_without_a_text_of_its_own_says_that_it_is_not_right():
    form = {
        "id": "one",
        "title": "一",
        "schema": {"type": "object", "properties": {"a": {"not": {"const": 1}}}},
    }

    assert forms.check(form, {"a": 1}).errors_in("en") == {"a": ["Is not filled in right"]}


@pytest.mark.parametrize("schema", [{"properties": {"a": {"type": "colour"}}}, {}, None])
def test_an_unusable_document_is_refused_by_its_id(schema):
    with pytest.raises(forms.FormDocumentError, match="form bad: not a usable document"):
        forms.check({"id": "bad", "schema": schema}, {})


_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["8-2-501", "漏水", "其他", "2026-02-30"])
)
_JSON = st.recursive(
    _SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
_NAMES = st.sampled_from(sorted(LEAK["schema"]["properties"])) | st.text()
_RIGHTS = st.dictionaries(
    _NAMES | st.just("*"), st.sampled_from(["hidden", "read", "write", "required", "?"])
)


@given(st.dictionaries(_NAMES, _JSON) | _JSON, _RIGHTS, st.dictionaries(_NAMES, _JSON))
def test_no_submission_makes_the_check_fail(submission, rights, current):
    checked = forms.check(LEAK, submission, rights=rights, current=current)

    assert set(checked.values) <= set(LEAK["schema"]["properties"])
    assert not set(checked.values) & set(checked.dropped)
    assert checked.errors.keys() == checked.errors_in("en").keys()
