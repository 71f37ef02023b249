"""The rule itself: what is marked, and how it reads from where somebody stands."""

import json

import pytest

from engine import masking
from engine.history import decode, encode
from engine.masking import WHOLE, Reach, Veil
from engine.model import ProcessDefinition
from engine.model.events import VariablesChanged

MARKS = {"phone": "phone", "places.card": "id-card", "code": "text"}
KNOWN = {"13812345678": "138****5678", "甲级住户密语": "甲****语"}
ID = "018f0000-1381-7234-8678-113812345678"


def veil(reach=Reach.OVERSIGHT):
    return Veil(reach=reach, marked=MARKS, known=KNOWN)


def definition(settings, **fields):
    names = {name: {"title": name} for name in fields}
    form = {"id": "f", "title": "f", "schema": {"properties": names}, "ui": {"fields": fields}}
    return ProcessDefinition(
        id="p:1", key="p", name="p", version=1, digest="marks", xml=b"", decisions={}, forms={"f": form},
        settings=settings,
    )  # fmt: skip


def test_a_form_marks_its_telephones_and_identity_cards_and_what_it_says_is_masked():
    marked = masking.marked(
        definition(
            {"gj:masked": "account, people.salary"},
            phone={"widget": "phone"},
            hotline={"widget": "phone", "masked": False},
            card={"widget": "id-card"},
            note={"widget": "text", "masked": True},
            room={"widget": "text"},
            rows={"widget": "table", "columns": {"tel": {"widget": "phone"}}},
        )
    )

    assert marked == {
        "account": "text",
        "people.salary": "text",
        "phone": "phone",
        "card": "id-card",
        "note": "text",
        "rows.tel": "phone",
    }


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, "*"),
        (6222020, "6*****0"),
        ("13812345678", "1*********8"),
        (["ab", {"of": "abc"}], ["**", {"of": "a*c"}]),
    ],
)
def test_a_marked_value_keeps_its_shape_and_tells_nothing(value, shown):
    assert masking.starred(value) == shown


def test_variables_are_starred_by_name_by_path_and_in_the_columns_of_tables():
    data = {
        "phone": "13812345678",
        "code": None,
        "places": [{"card": "110101199003071234", "post": "guard"}],
        "places[1].card": "110101199003071234",
        "room": "8-2-501",
        "count": 3,
    }

    shown = veil(Reach.PART).data(data)

    assert shown == {
        "phone": "138****5678",
        "code": None,
        "places": [{"card": "1****************4", "post": "guard"}],
        "places[1].card": "1****************4",
        "room": "8-2-501",
        "count": 3,
    }


def test_free_words_are_starred_for_whoever_oversees_and_for_nobody_else():
    said = "打 13812345678，暗号甲级住户密语；卡 6222020200112233445，证 110101199003071234"

    assert veil(Reach.PART).text(said) == said
    assert veil(Reach.DISCLOSED).text(said) == said
    assert veil().text(said) == (
        "打 138****5678，暗号甲****语；卡 6222********3445，证 110101********1234"
    )


def test_ids_and_times_are_nobodys_numbers():
    assert veil().text(ID) == ID
    assert veil().text("2026-07-01T09:12:00.123456Z") == "2026-07-01T09:12:00.123456Z"


def test_an_event_reads_starred_and_stays_an_event():
    changed = VariablesChanged(
        scope_id=None,
        activity_id=None,
        changes={"phone": (None, "13812345678"), "note": (None, "回 13812345678")},
    )
    kind, payload = encode(changed)

    shown = decode(kind, veil().payload(payload))

    assert shown.changes == {"phone": (None, "138****5678"), "note": (None, "回 138****5678")}


@pytest.mark.parametrize("reach", list(Reach))
def test_what_holds_nothing_of_the_kind_comes_back_byte_for_byte(reach):
    payload = '{"b": 1,"a":"电梯 异响"}'

    assert veil(reach).payload(payload) == payload


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ({"text": "甲级住户密语"}, {"text": "甲****语"}),
        ({"text": "请拨 13700001111"}, {"text": "请拨 137****1111"}),
        ({"number": 13812345678}, {"number": "138****5678"}),
        ({"phone": "是"}, {"phone": "是"}),
        ({"variables": {"phone": "是"}}, {"variables": {"phone": "*"}}),
    ],
)
def test_known_values_and_numbers_of_people_are_found_in_any_field_of_an_event(payload, shown):
    assert json.loads(veil().payload(json.dumps(payload, ensure_ascii=False))) == shown


def test_what_marked_variables_held_is_known_if_it_says_who_is_meant():
    rows = [
        None,
        '{"changes":{"phone":[null,"13812345678"],"room":[null,"8-2-501"]}}',
        '{"variables":{"places":[{"card":"110101199003071234"}],"code":"是"}}',
        '{"variables":{"code":{"a":"李四","b":"ok"}}}',
        '{"text":"13900001111"}',
    ]

    known = masking.known(rows, MARKS)

    assert known == {
        "110101199003071234": "1****************4",
        "13812345678": "138****5678",
        "李四": "**",
    }
    assert next(iter(known)) == "110101199003071234"


def test_somebody_to_whom_a_case_was_disclosed_reads_everything():
    assert not WHOLE.hides
    assert WHOLE.data({"phone": "13812345678"}) == {"phone": "13812345678"}
    assert not Veil(reach=Reach.PART).hides
