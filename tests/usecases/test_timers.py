"""Timers and deadlines, on a clock that is moved by hand."""

from datetime import datetime, timedelta

import pytest

from engine import breaches, instances, timers, user_tasks
from engine.errors import DeploymentRefused
from engine.store import JobQuery
from tests.usecases import diagrams

TIMERS = JobQuery(kind="timer")


def test_a_timer_fires_when_it_is_due_and_not_before(world):
    world.deploy(diagrams.WITH_TIMERS)
    case = world.start("with-timers")

    world.advance(minutes=59)
    assert world.open(case) == []
    world.advance(minutes=1)

    assert world.open(case) == ["UT_Work"]
    assert world.events(case, "TimerFired")[0].missed == 0
    assert world.replays(case)


def test_a_cycle_fires_at_each_of_its_times(world):
    world.deploy(diagrams.WITH_TIMERS)
    case = world.start("with-timers")

    world.advance(hours=5)

    fired = world.events(case, "TimerFired")
    assert [event.element_id for event in fired] == ["T_Wait", "T_Remind", "T_Remind", "T_Remind"]
    assert fired[2].due_at - fired[1].due_at == timedelta(hours=1)
    assert world.open(case) == ["UT_Work"]
    assert world.replays(case)


def test_cycles_missed_while_nothing_ran_are_coalesced_into_one_firing(world):
    world.deploy(diagrams.WITH_TIMERS)
    case = world.start("with-timers")
    world.advance(hours=1)

    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=2, minutes=30)))
    world.run_due()
    world.advance(hours=3)

    assert [event.missed for event in world.events(case, "TimerFired")] == [0, 1, 0]
    assert world.replays(case)


def test_a_timer_that_was_disarmed_or_is_not_due_fires_no_more(world):
    world.deploy(diagrams.WITH_TIMERS)
    case = world.start("with-timers")
    with world.store.read() as tx:
        (armed,) = tx.jobs.page(TIMERS).items

    assert world.store.run(lambda tx: timers.fire(tx, armed.id)) is None
    world.advance(hours=1)
    assert world.store.run(lambda tx: timers.fire(tx, armed.id)) is None

    assert world.history(case).count("TimerFired") == 1


def test_a_timer_that_is_due_waits_while_its_case_is_suspended(world):
    world.deploy(diagrams.WITH_TIMERS)
    case = world.start("with-timers")
    with world.store.read() as tx:
        (armed,) = tx.jobs.page(TIMERS).items
    world.do(instances.suspend, case.id, by="ada", reason="x")
    world.advance(hours=2)

    assert world.store.run(lambda tx: timers.fire(tx, armed.id)) is None
    assert "TimerFired" not in world.history(case)


def test_a_timer_start_event_starts_a_case_at_each_of_its_times(world):
    world.deploy(diagrams.STARTS_DAILY)

    world.advance(days=3, hours=1)

    cases = world.cases("daily")
    assert len(cases) == 3
    assert cases[0].started_at - cases[1].started_at == timedelta(days=1)
    assert cases[0].initiator == "system"
    assert all(world.replays(case) for case in cases)


def test_starts_missed_while_nothing_ran_become_one_case_that_says_how_many(world):
    world.deploy(diagrams.STARTS_DAILY)

    world.store.run(lambda tx: tx.clock.advance(timedelta(days=3, hours=1)))
    world.run_due()

    (case,) = world.cases("daily")
    assert world.variables(case) == {"missed": 2}
    world.advance(days=1)
    assert len(world.cases("daily")) == 2


def test_a_start_at_a_date_happens_once(world):
    at = (datetime.fromisoformat("2030-01-01T08:00:00+08:00")).isoformat()
    once = diagrams.STARTS_DAILY.replace(b"R/P1D", at.encode()).replace(b"timeCycle", b"timeDate")
    world.deploy(once)

    world.advance(days=3650)

    assert len(world.cases("daily")) == 1


def test_deploying_the_same_again_does_not_set_a_start_timer_back(world):
    world.deploy(diagrams.STARTS_DAILY)
    world.advance(hours=20)

    world.deploy(diagrams.STARTS_DAILY)
    world.advance(hours=4)

    assert len(world.cases("daily")) == 1


def test_a_start_timer_that_says_no_time_refuses_the_deployment(world):
    wrong = diagrams.STARTS_DAILY.replace(b"R/P1D", b"= if now() = null then 1 else null")

    with pytest.raises(DeploymentRefused) as caught:
        world.deploy(wrong)

    assert [finding.element_id for finding in caught.value.findings] == ["T_Daily"]


@pytest.fixture
def late(world):
    world.deploy(diagrams.WITH_DEADLINE, diagrams.ESCALATION)
    return world.start("with-deadline", project="HY01", variables={"severity": "II"})


def test_a_task_is_warned_of_at_half_and_at_four_fifths_of_its_time(world, late):
    world.advance(hours=2)
    assert [e.percent for e in world.events(late, "DeadlineWarned")] == [50]
    world.advance(hours=1, minutes=12)

    assert [e.percent for e in world.events(late, "DeadlineWarned")] == [50, 80]
    assert world.cases("escalation") == []


def test_a_missed_deadline_escalates_with_the_facts_and_leaves_the_task_where_it_is(world, late):
    world.advance(hours=4)

    (breach,) = world.events(late, "DeadlineBreached")
    (raised,) = world.cases("escalation")
    told = world.variables(raised)
    assert (breach.level, breach.escalation_id) == (1, raised.id)
    assert (told["source_case"], told["reason"], told["level_from"], told["auto"]) == (
        late.business_key, "deadline_missed", 0, True,
    )  # fmt: skip
    assert told["severity"] == "II"
    assert "UT_Work" in told["facts"]
    assert (raised.project, raised.initiator) == ("HY01", "system")
    assert world.open(late) == ["UT_Work"]
    assert world.events(raised, "CaseLinked")[0].other_id == late.id
    assert world.events(late, "CaseLinked")[0].other_id == raised.id
    assert world.replays(late)
    assert world.replays(raised)


def test_a_deadline_goes_up_a_level_every_half_span_to_the_third_and_no_further(world, late):
    world.advance(days=2)

    breaches_ = world.events(late, "DeadlineBreached")
    assert [event.level for event in breaches_] == [1, 2, 3]
    starts = sorted(case.started_at for case in world.cases("escalation"))
    assert [at - late.started_at for at in starts] == [timedelta(hours=h) for h in (4, 6, 8)]
    assert world.task("UT_Work", late).breaches == 3


def test_a_task_done_in_time_is_not_escalated(world, late):
    job_id = world.task("UT_Work").id
    world.advance(hours=3, minutes=59)
    world.complete("UT_Work")

    world.advance(days=1)
    world.store.run(lambda tx: breaches.act(tx, job_id))

    assert world.cases("escalation") == []


def test_a_new_due_time_moves_the_breach(world, late):
    task = world.task("UT_Work")
    world.do(
        user_tasks.change_due,
        task.id,
        by="ada",
        due_at=task.due_at + timedelta(hours=10),
        reason="等件",
    )

    world.advance(hours=13)
    assert world.events(late, "DeadlineBreached") == []
    world.advance(hours=1)

    assert len(world.events(late, "DeadlineBreached")) == 1


def test_a_breach_without_a_process_to_start_is_on_record_all_the_same(world):
    world.deploy(
        diagrams.WITH_DEADLINE.replace(
            b'<zeebe:property name="gj:onBreach" value="escalation"/>', b""
        )
    )
    case = world.start("with-deadline")

    world.advance(hours=4)

    assert world.events(case, "DeadlineBreached")[0].escalation_id is None
    assert world.replays(case)


def test_a_breach_whose_process_cannot_begin_is_an_incident_and_on_record(world):
    by_message = diagrams.STARTS_BY_MESSAGE.replace(b'id="by-message"', b'id="escalation"')
    by_message = by_message.replace(b'<startEvent id="StartEvent_1"/>', b"").replace(
        diagrams.flow("StartEvent_1", "UT_Look").encode(), b""
    )
    world.deploy(diagrams.WITH_DEADLINE, by_message)
    case = world.start("with-deadline")

    world.advance(hours=4)

    assert world.events(case, "DeadlineBreached")[0].escalation_id is None
    assert [incident.kind for incident in world.incidents(case)] == ["deadline"]
    assert world.replays(case)


def test_a_deadline_that_says_no_time_is_an_incident_and_the_task_stays(world):
    world.deploy(
        diagrams.WITH_DEADLINE.replace(b'value="natural:PT4H"', b'value="= due"'),
        diagrams.ESCALATION,
    )
    case = world.start("with-deadline", variables={"due": "soon"})

    (incident,) = world.incidents(case)
    assert (incident.kind, incident.element_id) == ("deadline", "UT_Work")
    assert world.worklist("ann") == ["UT_Work"]
    world.complete("UT_Work")
    assert world.get(case).incidents == 0
