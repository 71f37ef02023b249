"""Drawn timers in working time: counted by the calendar with which the case began."""

from datetime import UTC, datetime

import pytest

from engine import calendars, instances
from engine.errors import DeploymentRefused
from engine.store import JobQuery
from tests.usecases import diagrams

WAITS = diagrams.WITH_TIMERS


def waiting(text):
    return WAITS.replace(b">PT1H<", f">{text}<".encode())


def test_a_timer_in_working_time_skips_nights_and_days_off_and_replays(world):
    world.store.run(lambda tx: tx.clock.set(datetime(2026, 9, 30, 9, tzinfo=UTC)))
    world.deploy(waiting("work:PT2H"))
    case = world.start("with-timers", project="HY01")

    (timer,) = world.store.run(lambda tx: tx.jobs.page(JobQuery(kind="timer"))).items

    assert timer.due_at == datetime(2026, 10, 8, 2, tzinfo=UTC)
    assert world.replays(case)


@pytest.mark.parametrize("text", ["work:P", "work:soon", "work:P9999D"])
def test_what_is_no_working_time_is_refused_at_deployment(world, text):
    with pytest.raises(DeploymentRefused):
        world.deploy(waiting(text))


def test_a_variable_that_means_working_time_where_the_diagram_does_not_is_an_incident(world):
    world.deploy(waiting("= within"))
    case = world.start("with-timers", variables={"within": "work:P1D"})

    (incident,) = world.incidents(case)

    assert (incident.kind, incident.element_id) == ("timer", "T_Wait")


USUAL = {"hours": [["09:00", "12:00"], ["13:30", "18:00"]]}


def put(world, **more):
    content = {**USUAL, **more}
    changed = world.do(calendars.put, "cn", by="ada", name="", content=content, reason="公告")
    world.run_due()
    return changed


def due(world):
    page = world.store.run(lambda tx: tx.jobs.page(JobQuery(kind="timer")))
    return [each.due_at for each in page.items]


@pytest.fixture
def waits(world):
    """A case whose timer began on Friday 18 September 2026 at 22:00 and fires a workday later: Sunday is a make-up day."""
    world.store.run(lambda tx: tx.clock.set(datetime(2026, 9, 18, 14, tzinfo=UTC)))
    world.deploy(waiting("work:P1D"))
    return world.start("with-timers", project="HY01")


def test_a_drawn_timer_is_counted_anew_from_its_beginning_when_the_calendar_changes(world, waits):
    put(world, days={"2026-09-19": "workday"})

    (adopted,) = world.events(waits, "CalendarAdopted")
    (moved,) = world.events(waits, "TimerMoved")
    assert due(world) == [datetime(2026, 9, 19, 10, tzinfo=UTC)]
    assert (adopted.before, adopted.calendar["id"]) == ("cn/1", "cn/2")
    assert moved.previous == datetime(2026, 9, 20, 10, tzinfo=UTC)
    assert world.replays(waits)


def test_a_timer_that_was_moved_fires_at_its_new_time_and_replays(world, waits):
    put(world, days={"2026-09-19": "workday"})

    world.advance(hours=22)

    assert "TimerFired" in world.history(waits)
    assert world.replays(waits)


def test_a_timer_of_a_suspended_case_is_moved_and_stands_still(world, waits):
    world.do(instances.suspend, waits.id, by="ada", reason="等待")

    put(world, days={"2026-09-19": "workday"})
    world.advance(days=2)

    assert due(world) == [datetime(2026, 9, 19, 10, tzinfo=UTC)]
    assert "TimerFired" not in world.history(waits)


def test_a_calendar_that_moves_no_timer_is_on_record_all_the_same(world, waits):
    put(world, days={"2027-09-20": "holiday"})

    assert world.events(waits, "TimerMoved") == []
    assert len(world.events(waits, "CalendarAdopted")) == 1
    assert world.replays(waits)


def test_a_timer_that_cannot_be_counted_any_more_stays_where_it_was(world, waits, monkeypatch):
    monkeypatch.setattr("engine.calendar.working.SEARCH_DAYS", 1)
    put(world, days={"2026-09-18": "holiday"})

    assert world.events(waits, "TimerMoved") == []
    assert due(world) == [datetime(2026, 9, 20, 10, tzinfo=UTC)]


def test_a_case_that_counts_no_working_time_adopts_no_calendar(world):
    world.deploy(waiting("PT1H"))
    case = world.start("with-timers", project="HY01")

    put(world, days={"2026-09-19": "workday"})

    assert world.events(case, "CalendarAdopted") == []
