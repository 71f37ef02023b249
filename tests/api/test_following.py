"""Choices that follow another field: grouped on the page, narrowed by CSS, no script needed."""

from api.views.conditions import css
from api.views.fields import Choices, fields

DOCUMENT = {
    "id": "following",
    "title": "大类小类",
    "schema": {
        "type": "object",
        "properties": {
            "kind": {"title": "大类", "type": "string", "enum": ["park", "lift"]},
            "detail": {"title": "小类", "type": "string", "enum": ["gate", "stuck"]},
        },
    },
    "ui": {
        "fields": {
            "kind": {"widget": "select", "options": {"park": "停车", "lift": "电梯"}},
            "detail": {
                "widget": "select",
                "options": {"gate": "道闸", "stuck": "困人"},
                "optionsBy": {"field": "kind", "values": {"park": ["gate"], "lift": ["stuck"]}},
            },
        }
    },
    "i18n": {"en": {"options": {"kind": {"park": "Parking"}}}},
}


def detail_of(language, **rights):
    values = {"kind": "lift", "detail": "stuck"}
    found = fields(DOCUMENT, values, rights=rights, language=language, choices=Choices(), errors={})
    return next(field for field in found if field.path == "detail")


def test_choices_stand_under_what_they_follow_in_the_readers_language():
    chinese, english = detail_of("zh"), detail_of("en")

    assert chinese.widget == "select"
    assert [(group.of, group.label) for group in chinese.groups] == [
        ("park", "停车"),
        ("lift", "电梯"),
    ]
    assert [group.label for group in english.groups] == ["Parking", "电梯"]
    assert [one.chosen for group in chinese.groups for one in group.options] == [False, True]
    assert detail_of("zh", detail="read").text == "困人"


def test_the_other_groups_are_hidden_once_the_first_field_is_chosen():
    rules = css(DOCUMENT, {}, {})

    assert (
        'form:has([name="kind"] [value="park"]:checked, [name="kind"][value="park"]:checked) '
        '[data-field="detail"] optgroup:not([data-of="park"]) { display: none; }'
    ) in rules
    assert len(rules.splitlines()) == 2


def test_what_the_node_only_shows_narrows_the_choices_from_the_beginning():
    rules = css(DOCUMENT, {"kind": "lift"}, {"kind": "read"})

    assert rules == ('form [data-field="detail"] optgroup:not([data-of="lift"]) { display: none; }')
    assert css(DOCUMENT, {}, {"kind": "read"}) == ""
    assert css(DOCUMENT, {}, {"detail": "read"}) == ""
