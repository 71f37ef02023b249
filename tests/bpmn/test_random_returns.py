"""Random walks in which tasks are returned at random: every case still ends, with nothing left.

A return that withdrew too little would leave a token behind; one that kept too little would leave
a join waiting for ever.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import returning
from engine.interpreter import open_activities
from tests.bpmn.test_random_walks import HEAD, TAIL, Drawing, blocks, possible

RETURNS = 4
PATIENCE = 25


def returns(case):
    """Every return of an open task that is possible now."""
    opened = open_activities(case.definition, case.snapshot, case.now)
    for task in sorted(case.tasks(), key=lambda task: task.task_id):
        for target in returning.targets(case.history, opened, task.task_id):
            if not target.refusal:
                yield returning.plan(case.history, opened, task.task_id, target.element_id)


@settings(
    max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(block=blocks, data=st.data())
def test_every_case_ends_however_often_it_is_returned(playing, block, data):
    drawing = Drawing()
    case = playing(HEAD + drawing.level(lambda: drawing.draw(block)) + TAIL).start(r=1)
    left = RETURNS

    for step in range(250):
        if case.ended:
            break
        planned = list(returns(case)) if left and step < PATIENCE else []
        if planned and data.draw(st.booleans()):
            left -= 1
            case.modify(*data.draw(st.sampled_from(planned)).instructions)
            continue
        choices = possible(case)
        choice = data.draw(st.integers(0, len(choices) - 1)) if step < PATIENCE else 0
        case.do(choices[choice](data.draw(st.integers(0, 3)) if step < PATIENCE else 3))

    assert case.ended
    assert not case.open
    assert not case.timers()
