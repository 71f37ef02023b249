"""Drawn timers in working time: counted by the calendar with which the case began."""

from datetime import UTC, datetime

import pytest

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
