"""What the oracle takes for the same state."""

from datetime import UTC, datetime

from tests.oracle.state import Frame, State, Work


def test_two_states_differ_when_an_instance_has_kept_another_value_for_itself():
    kept, other = _one_instance(kept={"a": 1}), _one_instance(kept={"a": 2})

    assert kept.key() != other.key()
    assert kept.key() == kept.copy().key()


def test_two_states_differ_when_a_multi_instance_goes_over_another_number_of_items():
    one, two = _one_of(items=[1]), _one_of(items=[1, 2])

    assert one.key() != two.key()
    assert one.key() == one.copy().key()


def _one_of(items):
    """The first task of a sequential multi-instance, which counted its items when it began."""
    state = State(now=datetime(2026, 1, 1, tzinfo=UTC))
    root = state.new_scope(None, {"a": 1})
    state.frames[1] = Frame(id=1, graph="p", scope=root, owner=None)
    state.works[2] = Work(
        id=2, node="User", kind="multi", frame=1, scope=root, items=items, begun=1
    )
    state.works[3] = Work(id=3, node="User", kind="user", frame=1, scope=root, multi=2, counter=1)
    return state


def _one_instance(kept):
    """A task inside an instance, whose own scope is empty; what it kept lies one scope further out."""
    state = State(now=datetime(2026, 1, 1, tzinfo=UTC))
    root = state.new_scope(None, {"a": 0})
    instance = state.new_scope(root, kept, closed=True)
    inner = state.new_scope(instance, {})
    state.frames[1] = Frame(id=1, graph="p", scope=root, owner=None)
    state.works[2] = Work(id=2, node="Sub", kind="sub", frame=1, scope=inner)
    state.frames[3] = Frame(id=3, graph="inner", scope=inner, owner=2)
    state.works[4] = Work(id=4, node="User", kind="user", frame=3, scope=inner)
    return state
