"""Random walks in which tasks are returned at random: every case still ends, with nothing left.

A return that withdrew too little would leave a token behind; one that kept too little would leave
a join waiting for ever.
"""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import returning
from engine.interpreter import open_activities
from tests.bpmn.test_random_walks import HEAD, TAIL, Drawing, possible

RETURNS = 5
PATIENCE = 40

work = st.sampled_from([("user",), ("seq", [("user",), ("user",)]), ("multi", "false")])
blocks = st.recursive(
    work,
    lambda inner: st.one_of(
        st.tuples(
            st.sampled_from(["seq", "and", "and", "or", "xor"]),
            st.lists(inner, min_size=2, max_size=3),
        ),
        st.tuples(st.sampled_from(["loop", "sub", "late", "remind", "each"]), inner),
    ),
    max_leaves=6,
)


def returns(case):
    """Every return of an open task that is possible now."""
    opened = open_activities(case.definition, case.snapshot, case.now)
    for task in sorted(case.tasks(), key=lambda task: task.task_id):
        for target in returning.targets(case.history, opened, task.task_id):
            if not target.refusal:
                yield returning.plan(case.history, opened, task.task_id, target.element_id)


@settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(block=blocks, seed=st.integers(0, 1 << 32))
def test_every_case_ends_however_often_it_is_returned(playing, block, seed):
    dice, drawing, left = Random(seed), Drawing(), RETURNS
    whole = ("seq", [("user",), ("and", [block, ("user",)]), ("user",), ("user",)])
    case = playing(HEAD + drawing.level(lambda: drawing.draw(whole)) + TAIL).start(r=1)

    for step in range(250):
        if case.ended:
            break
        early = step < PATIENCE
        planned = list(returns(case)) if left and early else []
        keeping = [each for each in planned if each.kept]
        if planned and dice.random() < (0.6 if keeping else 0.15):
            left -= 1
            case.modify(*dice.choice(keeping or planned).instructions)
            continue
        choices = possible(case)
        case.do((dice.choice(choices) if early else choices[0])(dice.randrange(4) if early else 3))

    assert case.ended
    assert not case.open
    assert not case.timers()
