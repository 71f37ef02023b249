"""A form document is checked before it is put in force."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

import forms

GOOD = {
    "id": "a",
    "title": "甲",
    "schema": {
        "type": "object",
        "properties": {
            "kind": {"type": "string", "enum": ["x", "y"], "title": "类别"},
            "tags": {"type": "array", "items": {"enum": ["t"]}, "title": "标签"},
        },
    },
    "ui": {
        "order": ["kind", "tags"],
        "fields": {
            "kind": {"widget": "select", "options": {"x": "甲"}},
            "tags": {"widget": "multi-select", "showIf": {"required": ["kind"]}},
        },
    },
    "messages": {"kind.enum": "请选择", "required": "必填", "type.integer": "整数"},
    "i18n": {"en": {"fields": {"kind": "Kind", "tags": "Tags"}}},
    "x-rules": [{"id": "r", "path": "kind", "when": "= kind != null", "message": "请选择"}],
}


def without(path, value=None):
    document = deepcopy(GOOD)
    *parents, last = path
    part = document
    for name in parents:
        part = part[name]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return document


def found(document):
    return [(f.rule, f.path, f.severity) for f in forms.check_document(document)]


def test_a_good_document_has_no_findings():
    assert forms.check_document(GOOD) == ()


def test_a_document_may_leave_the_looks_to_the_schema():
    plain = {"id": "a", "title": "甲", "schema": GOOD["schema"]}

    assert found(plain) == [
        ("form-label-en", "kind", "warning"),
        ("form-label-en", "tags", "warning"),
    ]


@pytest.mark.parametrize(
    ("document", "rule", "path"),
    [
        ("text", "form-shape", ""),
        (without(["id"]), "form-shape", ""),
        (without(["id"], 5), "form-shape", "id"),
        (without(["title"]), "form-shape", ""),
        (without(["schema", "type"], "array"), "form-shape", "schema.type"),
        (without(["ui", "order"], "kind"), "form-shape", "ui.order"),
        (without(["x-rules", 0, "when"]), "form-shape", "x-rules.0"),
        (without(["schema", "properties", "kind", "type"], "colour"), "form-schema", "schema"),
        (without(["schema", "properties", "kind", "format"], "date"), "form-schema", "schema"),
        (without(["schema", "properties", "kind", "pattern"], "(?=a)"), "form-schema", "schema"),
        (without(["schema", "allOf"], [{"$dynamicRef": "#x"}]), "form-schema", "schema"),
        (without(["schema", "patternProperties"], 1), "form-schema", "schema"),
        (
            without(["ui", "fields", "tags", "showIf"], {"required": "kind"}),
            "form-schema",
            "ui.fields.tags.showIf",
        ),
        (without(["schema", "properties", "kind", "title"]), "form-label", "kind"),
        (without(["ui", "fields", "kind", "widget"], "slider"), "form-widget", "kind"),
        (without(["ui", "fields", "kind", "options", "z"], "丙"), "form-options", "kind"),
        (without(["schema", "properties", "kind", "enum"]), "form-options", "kind"),
        (without(["ui", "order"], ["kind"]), "form-order", "tags"),
        (without(["ui", "order"], ["kind", "tags", "kind"]), "form-order", "kind"),
        (without(["ui", "order"], ["kind", "tags", "more"]), "form-ui-field", "more"),
        (without(["messages", "colour.enum"], "请选择"), "form-message", "colour.enum"),
        (without(["x-rules", 0, "when"], "kind"), "form-rule", "r"),
        (without(["x-rules", 0, "when"], "= "), "form-rule", "r"),
        (without(["x-rules", 0, "path"], "colour"), "form-rule", "r"),
        (without(["i18n", "en", "fields", "kind"]), "form-label-en", "kind"),
    ],
)
def test_each_thing_that_is_wrong_is_found_at_its_place(document, rule, path):
    assert (rule, path) in [found[:2] for found in found(document)]


def following(**look):
    document = deepcopy(GOOD)
    properties = document["schema"]["properties"]
    properties["more"] = {"type": "string", "enum": ["p", "q"], "title": "细类"}
    document["ui"]["order"].append("more")
    document["i18n"]["en"]["fields"]["more"] = "More"
    values = {"x": ["p"], "y": ["q"]}
    document["ui"]["fields"]["more"] = {
        "widget": "select",
        "optionsBy": {"field": "kind", "values": values},
        **look,
    }
    return document


@pytest.mark.parametrize(
    ("look", "rule"),
    [
        ({}, None),
        ({"widget": "radio"}, "form-options-by"),
        ({"optionsBy": {"field": "more", "values": {}}}, "form-options-by"),
        ({"optionsBy": {"field": "tags", "values": {}}}, "form-options-by"),
        ({"optionsBy": {"field": "gone", "values": {}}}, "form-options-by"),
        ({"optionsBy": {"field": "kind", "values": {"x": ["p"], "z": ["q"]}}}, "form-options-by"),
        ({"optionsBy": {"field": "kind", "values": {"x": ["p"]}}}, "form-options-by"),
        (
            {"optionsBy": {"field": "kind", "values": {"x": ["p", "q"], "y": ["q"]}}},
            "form-options-by",
        ),
        ({"optionsBy": {"field": "kind", "values": {"x": ["p", "q", "r"]}}}, "form-options-by"),
        ({"optionsBy": {"field": "kind"}}, "form-shape"),
        ({"default": "self"}, "form-default"),
        ({"default": "other"}, "form-shape"),
    ],
)
def test_choices_that_follow_a_field_are_checked_with_the_document(look, rule):
    assert {one[0] for one in found(following(**look))} == ({rule} if rule else set())


TABLE = {
    "id": "a",
    "title": "甲",
    "schema": {
        "type": "object",
        "properties": {
            "parts": {
                "type": "array",
                "title": "材料",
                "items": {
                    "type": "object",
                    "properties": {"name": {"title": "名称"}, "price": {"title": "单价"}},
                },
            }
        },
    },
    "ui": {"fields": {"parts": {"widget": "table", "columns": {"price": {"widget": "money"}}}}},
    "i18n": {"en": {"fields": {"parts": "Parts", "parts.name": "Name", "parts.price": "Price"}}},
}


def test_a_table_has_labels_for_its_columns_too():
    unnamed = deepcopy(TABLE)
    del unnamed["schema"]["properties"]["parts"]["items"]["properties"]["name"]["title"]
    del unnamed["i18n"]["en"]["fields"]["parts.name"]

    assert found(TABLE) == []
    assert found(unnamed) == [
        ("form-label", "parts.name", "error"),
        ("form-label-en", "parts.name", "warning"),
    ]


def test_a_table_without_columns_and_a_look_without_its_column_are_found():
    strange = deepcopy(TABLE)
    strange["schema"]["properties"]["parts"]["items"] = {"type": "object"}
    strange["ui"]["fields"]["parts"]["columns"]["price"]["widget"] = "slider"

    assert found(strange) == [
        ("form-table", "parts", "error"),
        ("form-ui-field", "parts.price", "error"),
        ("form-widget", "parts.price", "error"),
    ]


def test_a_field_name_must_be_a_feel_name_and_a_safe_path():
    document = without(["schema", "properties", "a.b"], {"title": "甲"})

    assert ("form-field-name", "a.b", "error") in found(document)


def test_a_document_nested_too_deep_is_one_finding():
    deep = []
    for _ in range(400):
        deep = [deep]

    assert found({**GOOD, "messages": deep})[0][0] == "form-shape"


def test_findings_name_the_form_in_both_languages():
    (finding,) = forms.check_document(without(["ui", "fields", "kind", "widget"], "slider"))

    assert finding.form_id == "a"
    assert finding.message_zh == "字段 kind 的控件 slider 不存在"
    assert finding.message_en == "Field kind: there is no widget slider"


SHIPPED = sorted((Path(forms.__file__).parent).glob("*/*.form.json"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name.partition(".")[0])
def test_every_shipped_form_is_right_and_bilingual(file):
    document = json.loads(file.read_text(encoding="utf-8"))

    assert forms.check_document(document) == ()
    assert document["id"] == file.name.partition(".")[0]
    assert set(document["i18n"]["en"]["options"]) == set(_choices(document["ui"]["fields"]))


def _choices(fields, within=""):
    for name, look in fields.items():
        if "options" in look:
            yield within + name
        yield from _choices(look.get("columns", {}), f"{name}.")
