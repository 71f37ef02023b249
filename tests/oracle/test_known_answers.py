"""The oracle by itself: small diagrams whose answers can be told by reading the specification."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.oracle.comparing import NOON
from tests.oracle.drawn import Again, Loop
from tests.oracle.game import Game
from tests.oracle.seen import seen_by_oracle
from tests.oracle.sketchpad import Sketchpad
from tests.oracle.terms import Compare, Const, Count, Var


class Play:
    """A case played by hand, in the order in which tokens come."""

    def __init__(self, pad, **variables):
        self.game = Game(pad.graph())
        self.state = self.game.start(variables, NOON)
        self._settle()

    def complete(self, element_id, counter=None, **values):
        work = self._at(element_id, counter)
        self.game.complete(self.state, work, values)
        return self._settle()

    def happen(self, host, event):
        self.game.trigger(self.state, self._at(host), event, {})
        return self._settle()

    def _at(self, element_id, counter=None):
        return next(
            w for w in self.state.works.values() if (w.node, w.counter) == (element_id, counter)
        )

    def _settle(self):
        while (firing := next(self.game.firings(self.state), None)) is not None:
            self.game.fire(self.state, firing)
        return self

    @property
    def seen(self):
        return seen_by_oracle(self.state)

    @property
    def open(self):
        return [name for name, _ in self.seen.tasks]

    @property
    def variables(self):
        return self.seen.variables


@pytest.fixture
def pad():
    return Sketchpad()


def chain(pad, *nodes):
    for source, target in pairwise(nodes):
        pad.flow(source, target)
    return nodes[-1]


def fork(pad, kind, count=2):
    """Draw start, split, user tasks, join of one kind, and a task behind it."""
    split, join = pad.node(kind), pad.node(kind)
    users = [pad.node("userTask") for _ in range(count)]
    chain(pad, pad.node("startEvent"), split)
    after = pad.node("userTask")
    chain(pad, join, after, pad.node("endEvent"))
    return split, users, join, after


def test_a_parallel_join_takes_one_token_of_each_flow(pad):
    split, (a, b), join, after = fork(pad, "parallelGateway")
    for user in (a, b):
        chain(pad, split, user, join)
    case = Play(pad).complete(a)
    assert case.open == [b]

    case.complete(b)

    assert case.open == [after]
    assert case.complete(after).seen.ended


def test_a_surplus_token_stays_before_a_parallel_join(pad):
    split, (a, b), join, after = fork(pad, "parallelGateway")
    merge = pad.node("exclusiveGateway")
    chain(pad, split, merge, a, join)
    chain(pad, split, merge)
    chain(pad, split, b, join)

    case = Play(pad).complete(a).complete(a).complete(b).complete(after)

    assert case.open == []
    assert not case.seen.ended


def test_an_inclusive_join_waits_for_what_may_still_come(pad):
    split, (a, b), join, after = fork(pad, "inclusiveGateway")
    for user in (a, b):
        pad.flow(split, user, Compare(Var("x"), ">", Const(0)))
        pad.flow(user, join)
    case = Play(pad, x=1).complete(a)
    assert case.open == [b]

    assert case.complete(b).open == [after]


def test_an_inclusive_join_does_not_wait_for_what_may_also_come_by_a_filled_flow(pad):
    split, (a, b), join, after = fork(pad, "parallelGateway")
    pad.change(join, kind="inclusiveGateway")
    choice, merge = pad.node("exclusiveGateway"), pad.node("exclusiveGateway")
    chain(pad, split, a, merge, join)
    chain(pad, split, b, choice)
    pad.flow(choice, merge, Compare(Var("x"), ">", Const(0)))
    pad.default(choice, join)

    case = Play(pad, x=1).complete(a)

    assert case.open == [b, after]


def test_the_first_condition_that_holds_decides_and_the_default_comes_last(pad):
    gate, ends = pad.node("exclusiveGateway"), [pad.node("userTask") for _ in range(3)]
    chain(pad, pad.node("startEvent"), gate)
    pad.default(gate, ends[0])
    for end, least in zip(ends[1:], (2, 1), strict=True):
        pad.flow(gate, end, Compare(Var("x"), ">", Const(least)))

    answers = [Play(pad, x=x).open for x in (1, 2, 3)]

    assert answers == [[ends[0]], [ends[2]], [ends[1]]]


def test_a_gateway_without_a_way_out_is_stuck(pad):
    gate = pad.node("exclusiveGateway")
    chain(pad, pad.node("startEvent"), gate)
    for _ in range(2):
        pad.flow(gate, pad.node("endEvent"), Compare(Var("x"), ">", Const(2)))

    case = Play(pad, x=1)

    assert case.seen.stuck == (gate,)
    assert not case.seen.ended


def test_an_activity_goes_on_by_free_flows_and_by_its_default_where_no_condition_holds(pad):
    task, ends = pad.node("userTask"), [pad.node("userTask") for _ in range(3)]
    chain(pad, pad.node("startEvent"), task)
    pad.flow(task, ends[0])
    pad.flow(task, ends[1], Compare(Var("x"), ">", Const(0)))
    pad.default(task, ends[2])

    assert Play(pad).complete(task, x=1).open == [ends[0], ends[1]]
    assert Play(pad).complete(task, x=0).open == [ends[0], ends[2]]


@pytest.mark.parametrize("interrupting", [True, False])
def test_a_timer_at_the_border_withdraws_or_stays_beside(pad, interrupting):
    task, late, other = pad.node("userTask"), None, pad.node("userTask")
    late = pad.node("boundaryTimer", host=task, interrupting=interrupting, hours=2)
    chain(pad, pad.node("startEvent"), task)
    chain(pad, late, other)
    case = Play(pad)
    assert case.seen.timers == ((late, NOON + timedelta(hours=2)),)

    case.happen(task, late)

    assert case.open == ([other] if interrupting else [task, other])
    assert case.seen.timers == ()


def nested(pad, end, **facts):
    """Draw a sub-process where a task and, beside it, one that leads to an end are open."""
    inner = pad.inner()
    start, stay, go = inner.node("startEvent"), inner.node("userTask"), inner.node("userTask")
    chain(inner, start, stay)
    chain(inner, start, go, inner.node(end, **facts))
    sub, after = pad.node("subProcess", inner=inner.graph()), pad.node("userTask")
    chain(pad, pad.node("startEvent"), sub, after)
    return sub, stay, go, after


def test_terminating_a_sub_process_goes_on_behind_it(pad):
    _, _, go, after = nested(pad, "terminateEnd")

    assert Play(pad).complete(go).open == [after]


def test_a_sub_process_goes_on_while_a_token_is_in_it(pad):
    _, stay, go, after = nested(pad, "endEvent")
    case = Play(pad).complete(go)
    assert case.open == [stay]

    assert case.complete(stay).open == [after]


@pytest.mark.parametrize(("code", "caught"), [("e1", True), (None, True), ("e2", False)])
def test_an_error_is_caught_by_its_code_or_by_any(pad, code, caught):
    sub, stay, go, _ = nested(pad, "errorEnd", code="e1")
    handler = pad.node("userTask")
    chain(pad, pad.node("boundaryError", host=sub, code=code), handler)

    case = Play(pad).complete(go)

    assert case.open == ([handler] if caught else [stay])
    assert len(case.seen.stuck) == (0 if caught else 1)


def test_of_an_event_gateway_the_first_event_wins(pad):
    gate, wait, hear = (
        pad.node("eventBasedGateway"),
        pad.node("timerCatch"),
        pad.node("messageCatch"),
    )
    task = pad.node("userTask")
    chain(pad, pad.node("startEvent"), gate, wait)
    chain(pad, gate, hear, task)
    case = Play(pad)
    assert (case.seen.timers[0][0], case.seen.messages) == (wait, (hear,))

    case.happen(gate, hear)

    assert (case.open, case.seen.timers, case.seen.messages) == ([task], (), ())


def vote(pad, **facts):
    loop = Loop(over=Const([1, 2, 3]), item="who", gathers="votes", result=Var("x"), **facts)
    task = pad.node("userTask", loop=loop)
    chain(pad, pad.node("startEvent"), task, pad.node("endEvent"))
    return task


def test_results_come_in_the_order_of_the_input_and_nothing_else_leaves(pad):
    task = vote(pad, sequential=False)

    case = Play(pad, x=0).complete(task, 3, x=3).complete(task, 1, x=1).complete(task, 2, x=2)

    assert case.seen.ended
    assert case.variables == {"x": 0, "votes": [1, 2, 3]}


def test_one_after_the_other_until_it_is_decided(pad):
    task = vote(pad, sequential=True, until=Compare(Count("votes"), "=", Const(2)))
    case = Play(pad, x=0)
    assert case.seen.tasks == ((task, 1),)

    case.complete(task, 1, x=1)
    assert case.seen.tasks == ((task, 2),)

    assert case.complete(task, 2, x=2).variables == {"x": 0, "votes": [1, 2]}
    assert case.seen.ended


def test_nobody_loses_a_variable_that_another_branch_wrote(pad):
    split, (a, b), join, _ = fork(pad, "parallelGateway")
    for user in (a, b):
        chain(pad, split, user, join)

    case = Play(pad, x=0, y=0).complete(b, y=1).complete(a, x=1)

    assert case.variables == {"x": 1, "y": 1}


def test_local_variables_stay_in_the_activity(pad):
    task = pad.node("userTask", inputs=((Var("x"), "y"),), outputs=((Var("y"), "z"),))
    chain(pad, pad.node("startEvent"), task, pad.node("endEvent"))

    case = Play(pad, x=1).complete(task, y=2, w=3)

    assert case.variables == {"x": 1, "z": 2}


def looping(pad, **facts):
    task = pad.node("userTask", again=Again(condition=Compare(Var("a"), "=", Const(1)), **facts))
    ids = [pad.node("startEvent"), task, pad.node("endEvent")]
    for source, target in pairwise(ids):
        pad.flow(source, target)
    return task


def test_a_loop_that_asks_behind_each_round_has_one_round_at_least(pad):
    task = looping(pad, before=False)

    case = Play(pad, a=0)
    assert case.open == [task]

    assert case.complete(task, 1, a=1).open == [task]
    assert case.complete(task, 2, a=0).open == []


def test_a_loop_that_asks_first_may_have_no_round(pad):
    looping(pad, before=True)

    assert Play(pad, a=0).open == []


def test_a_loop_has_no_more_rounds_than_its_most(pad):
    task = looping(pad, before=False, most=2)

    case = Play(pad, a=1).complete(task, 1).complete(task, 2)

    assert case.open == []


def test_a_link_goes_on_at_its_other_half(pad):
    start, away = pad.node("startEvent"), pad.node("linkThrow", link="x")
    there, task, end = pad.node("linkCatch", link="x"), pad.node("userTask"), pad.node("endEvent")
    for source, target in ((start, away), (there, task), (task, end)):
        pad.flow(source, target)

    assert Play(pad).open == [task]
