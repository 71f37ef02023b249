"""What speaks of a person: by the name of a variable, or by what stood in it."""

import pytest

from engine.retention.personal import Sought, sought

NAMES = frozenset({"name", "phone", "items"})
FOUND = sought(
    NAMES,
    [
        {"name": "李四", "phone": 13800138000, "post": "客服", "ok": True},
        {"changes": {"phone": [None, "010-8888"], "items[0].id": [None, "11010119900101"]}},
        [{"items": [{"holder": "王小二", "yes": "yes"}], "name": {"first": "四", "none": None}}],
    ],
)


def test_what_stood_in_personal_variables_is_known_wherever_it_stood():
    assert FOUND.values == {"李四", "13800138000", "010-8888", "11010119900101", "王小二"}


@pytest.mark.parametrize(
    ("payload", "personal"),
    [
        ({"variables": {"name": "别人"}}, True),
        ({"variables": {"name": None}}, False),
        ({"changes": {"name": [None, None]}}, False),
        ({"changes": {"name.first": [None, "x"]}}, True),
        ({"variables": {"note": "请联系李四"}}, True),
        ({"variables": {"note": ["a", {"b": "13800138000"}]}}, True),
        ({"variables": {"number": 13800138000}}, True),
        ({"variables": {"post": "客服", "n": 7, "b": True}}, False),
    ],
)
def test_a_row_is_personal_that_has_such_a_variable_or_value(payload, personal):
    assert FOUND.of_event("UserTaskCompleted", payload) is personal


def test_free_words_always_are_and_what_only_tells_of_elements_never():
    assert FOUND.of_event("CommentAdded", {"text": "好"})
    assert not FOUND.of_event("ElementActivated", {"name": "李四"})


def test_where_nothing_is_named_all_is_personal_but_what_only_tells_of_elements():
    everything = Sought(names=frozenset())

    assert everything.of_event("UserTaskCompleted", {})
    assert not everything.of_event("SequenceFlowTaken", {})
    assert everything.speaks("x")
    assert not everything.speaks("")
    assert everything.without({"a": 1}) == {}


def test_variables_that_speak_of_somebody_are_emptied_and_others_stay():
    variables = {"name": "李四", "note": "李四迟到", "post": "客服", "phone": None}

    assert FOUND.without(variables) == {"name": None, "note": None, "post": "客服", "phone": None}
    assert FOUND.left(variables) == {"post": "客服"}
