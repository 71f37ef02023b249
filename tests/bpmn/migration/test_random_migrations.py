"""Whatever is drawn and wherever a case stands, it goes on as a version with one more task."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model import events
from tests.bpmn.test_random_walks import HEAD, PATIENCE, TAIL, Drawing, blocks, possible


def drawn(block):
    drawing = Drawing()
    return HEAD + drawing.level(lambda: drawing.draw(block)) + TAIL


@settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(block=blocks, at=st.integers(0, 12), data=st.data())
def test_a_case_that_changes_version_anywhere_ends_behind_the_added_task(playing, block, at, data):
    more = drawn(("seq", [block, ("user",)])).encode()
    case = playing(drawn(block)).start(r=1)

    for step in range(200):
        if step == at and not case.ended:
            case.migrate(more)
        if case.ended:
            break
        choices = possible(case)
        choice = data.draw(st.integers(0, len(choices) - 1)) if step < PATIENCE else 0
        r = data.draw(st.integers(0, 3)) if step < PATIENCE else 3
        case.do(choices[choice](r))

    assert case.ended
    assert not [*case.incidents(), *case.open, *case.timers(), *case.subscriptions()]
    begun, done, gone = (
        [e.activity_id for e in case.history if isinstance(e, kind)]
        for kind in (events.ElementActivated, events.ElementCompleted, events.ElementTerminated)
    )
    assert sorted(begun) == sorted([*done, *gone])
    if any(isinstance(e, events.ActivityMigrated) for e in case.history):
        assert case.visits()[-1] == case.outcome
        assert case.visits()[-2].startswith("U")
