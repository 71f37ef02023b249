"""F9: after two hours of downtime everything that was due runs once, in the order of due time."""

from datetime import timedelta

import pytest

from engine.model.events import TimerFired
from engine.worker import Worker
from tests.faults.check import check, every_case
from tests.usecases.diagrams import END, START, bpmn, path, user
from tests.usecases.world import World

CASES = 500  # each with a timer and a cycle: 1,000 due timers
DOWN = timedelta(hours=2)
EVERY = timedelta(minutes=10)

TIMED = bpmn(
    "timed",
    START
    + '<parallelGateway id="G_Split"/>'
    + '<intermediateCatchEvent id="T_Once"><timerEventDefinition id="TD_1"><timeDuration xsi:type="tFormalExpression">=duration("PT" + string(minutes) + "M")</timeDuration></timerEventDefinition></intermediateCatchEvent>'
    + user("UT_Work")
    + '<boundaryEvent id="T_Cycle" attachedToRef="UT_Work" cancelActivity="false"><timerEventDefinition id="TD_2"><timeCycle xsi:type="tFormalExpression">R/PT10M</timeCycle></timerEventDefinition></boundaryEvent>'
    + END
    + '<endEvent id="End_2"/><endEvent id="End_3"/>'
    + path("StartEvent_1", "G_Split", "UT_Work", "End_1")
    + path("G_Split", "T_Once", "End_2")
    + path("T_Cycle", "End_3"),
)


class Watched(Worker):
    """A worker that remembers what it carried out."""

    def __init__(self, store):
        super().__init__(store)
        self.carried_out = []

    def _work_of(self, job):
        self.carried_out.append(job)
        return super()._work_of(job)


@pytest.mark.slow
def test_after_two_hours_of_downtime_each_timer_fires_once_in_order_and_cycles_are_coalesced(
    manual_store, tally
):
    world = World(manual_store)
    world.deploy(TIMED)
    for n in range(CASES):
        world.start("timed", variables={"minutes": 1 + (n * 37) % 119})
    world.store.run(lambda tx: tx.clock.advance(DOWN))
    worker = Watched(manual_store)

    done = worker.run_due()

    assert done == len(worker.carried_out) == 2 * CASES
    due = [job.due_at for job in worker.carried_out]
    assert due == sorted(due)
    fired = [row.event for case in every_case(manual_store) for row in case.rows]
    fired = [event for event in fired if isinstance(event, TimerFired)]
    assert len(fired) == 2 * CASES
    assert {event.missed for event in fired if event.element_id == "T_Once"} == {0}
    assert {event.missed for event in fired if event.element_id == "T_Cycle"} == {DOWN // EVERY - 1}
    assert worker.run_due() == 0
    violations = check(manual_store, fold_every=25)
    tally(timers=len(fired), violations=len(violations))
    assert violations == []


def test_a_coalesced_cycle_goes_on_at_its_own_next_time(manual_store):
    world = World(manual_store)
    world.deploy(TIMED)
    case = world.start("timed", variables={"minutes": 1})
    world.store.run(lambda tx: tx.clock.advance(timedelta(minutes=35)))
    world.run_due()

    world.advance(minutes=5)

    cycle = [event for event in world.events(case, "TimerFired") if event.element_id == "T_Cycle"]
    assert [(event.due_at - case.started_at, event.missed) for event in cycle] == [
        (EVERY, 2),
        (4 * EVERY, 0),
    ]
