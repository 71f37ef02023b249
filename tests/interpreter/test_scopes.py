import pytest

from engine.interpreter.scopes import Scope, same, write, write_local


@pytest.fixture
def scopes():
    process = Scope(0, None, {"a": 1, "form": {"x": 1}})
    inner = Scope(5, process, {"b": 2})
    return process, inner


def test_a_write_goes_to_the_scope_that_has_the_name_else_to_the_process(scopes):
    process, inner = scopes

    write(inner, {"a": 10, "b": 20, "c": 30})

    assert process.local == {"a": 10, "form": {"x": 1}, "c": 30}
    assert inner.local == {"b": 20}


def test_a_closed_scope_lets_nothing_out(scopes):
    process, inner = scopes
    inner.closed = True

    write(inner, {"a": 10, "c": 30})

    assert process.local == {"a": 1, "form": {"x": 1}}
    assert inner.find("a") == 10


def test_a_path_changes_a_copy_and_tells_old_and_new(scopes):
    process, inner = scopes
    before = process.local["form"]

    changes = write(inner, {"form.y.z": 3, "form.x": 2})

    assert before == {"x": 1}
    assert process.local["form"] == {"x": 2, "y": {"z": 3}}
    assert changes.by_scope[0][1] == {"form": ({"x": 1}, {"x": 2, "y": {"z": 3}})}


def test_a_path_into_what_is_no_context_makes_one(scopes):
    process, _ = scopes

    write(process, {"a.b": 1})

    assert process.local["a"] == {"b": 1}


def test_a_local_path_begins_from_what_is_visible(scopes):
    process, inner = scopes

    write_local(inner, {"form.x": 5, "new.y": 6})

    assert process.local["form"] == {"x": 1}
    assert inner.local["form"] == {"x": 5}
    assert inner.local["new"] == {"y": 6}


def test_writing_the_same_value_changes_nothing(scopes):
    process, _ = scopes

    assert write(process, {"a": 1, "form": {"x": 1}}).by_scope == {}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (1, 1.0, True),
        (1, True, False),
        ([1, {"a": None}], [1, {"a": None}], True),
        ([1], [True], False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": [0]}, {"a": [False]}, False),
        ("1", 1, False),
        ([1], [1, 2], False),
    ],
)
def test_values_are_compared_as_json(old, new, expected):
    assert same(old, new) is expected
