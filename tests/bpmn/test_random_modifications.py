"""Random modifications in random walks: nothing crashes, no token is lost silently.

The player holds the ways of running against each other, so that what a modification did can be
replayed; and everything that ever began is open, or the record says how it ended.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import EngineError
from engine.interpreter import open_activities
from engine.interpreter.compiling import program
from engine.model import events, moves
from tests.bpmn.test_random_walks import HEAD, TAIL, Drawing, blocks, possible

STEPS = 12


def instructions(case, data):
    """Draw a few instructions, sensible and not."""
    process = program(case.definition).process
    opened = open_activities(case.definition, case.snapshot, case.now)
    one, element = st.sampled_from(opened), st.sampled_from(sorted(process.elements))
    scope = st.none() | one.map(lambda each: each.activity_id)
    kinds = st.one_of(
        one.map(lambda each: moves.CancelActivity(activity_id=each.activity_id)),
        one.map(lambda each: moves.CancelElement(element_id=each.element_id)),
        one.map(lambda each: moves.SkipActivity(activity_id=each.activity_id, variables={"r": 2})),
        st.builds(moves.ActivateBefore, element_id=element, scope_id=scope),
        st.builds(moves.ActivateAfter, element_id=element, scope_id=st.none()),
        st.builds(moves.TakeFlow, flow_id=st.sampled_from(sorted(process.flows))),
    )
    return tuple(data.draw(st.lists(kinds, min_size=1, max_size=3)))


@settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(block=blocks, data=st.data())
def test_nothing_is_lost_and_all_ways_of_running_agree(playing, block, data):
    drawing = Drawing()
    case = playing(HEAD + drawing.level(lambda: drawing.draw(block)) + TAIL).start(r=1)

    for _ in range(STEPS):
        choices = possible(case)
        if case.ended:
            break
        if choices and data.draw(st.booleans()):
            choice = data.draw(st.integers(0, len(choices) - 1))
            case.do(choices[choice](data.draw(st.integers(0, 3))))
            continue
        before, told = case.snapshot, len(case.history)
        try:
            case.modify(*instructions(case, data))
        except EngineError:
            assert (case.snapshot, len(case.history)) == (before, told)

    begun, done, gone = (
        {e.activity_id for e in case.history if isinstance(e, kind)}
        for kind in (events.ElementActivated, events.ElementCompleted, events.ElementTerminated)
    )
    opened = open_activities(case.definition, case.snapshot, case.now)
    still = {each.activity_id for each in opened}
    assert begun - done - gone == {each for each in still if each in begun}
    assert not done & gone
    assert not still & (done | gone)
    flows = {e.target_id for e in case.history if isinstance(e, events.SequenceFlowTaken)}
    arrivals = {
        a for e in case.history if isinstance(e, events.ElementActivated) for a in e.arrivals
    }
    assert still - begun <= flows
    assert arrivals <= flows
    assert {e.task_id for e in case.tasks()} <= still
    assert case.ended or still
