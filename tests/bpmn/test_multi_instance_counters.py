import pytest

from engine.model import commands


def test_what_a_called_process_brings_back_changes_no_counter(play):
    case = play().start(items=[1, 2])
    called = case.children()

    for child in called:
        case.do(commands.EndChild(activity_id=child.activity_id, variables=child.variables))

    assert case.ended


@pytest.mark.parametrize(
    "name", ["Instances", "ActiveInstances", "CompletedInstances", "TerminatedInstances"]
)
def test_an_instance_cannot_miscount_the_others(play, name):
    case = play().start(items=[1, 2])
    first, second = case.children()

    for child in (first, second):
        case.do(commands.EndChild(activity_id=child.activity_id, variables={f"numberOf{name}": 7}))

    assert case.ended
