"""Deadlines of user tasks: when due, when warned, what follows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine import deadlines
from engine.calendar import SHANGHAI, Calendar
from engine.errors import Invalid
from engine.model.events import UserTaskCreated

NOW = datetime(2026, 7, 3, 14, 40, tzinfo=UTC)  # Friday 22:40 in Shanghai


def task(due_at=None, **settings: str) -> UserTaskCreated:
    named = {f"gj:{name}": value for name, value in settings.items()}
    return UserTaskCreated(
        task_id=UUID(int=1), element_id="UT_Handle", name="处理投诉", due_at=due_at, settings=named
    )


def settle(event, variables=None):
    return deadlines.settle(event, variables or {}, NOW, Calendar())


def test_the_response_clock_runs_at_night_and_the_handling_clock_starts_on_monday():
    response = settle(task(due="natural:PT30M"))
    handling = settle(task(due="work:P3D"))

    assert response.due_at == NOW + timedelta(minutes=30)
    assert handling.due_at == datetime(2026, 7, 8, 18, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("P1W", timedelta(days=7)),
        ("P1DT2H3M4S", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("2026-07-04T00:00:00Z", timedelta(hours=9, minutes=20)),
        ("2026-07-04T00:00:00", timedelta(hours=1, minutes=20)),
        ('= "natural:" + within', timedelta(hours=4)),
    ],
)
def test_a_deadline_is_a_length_of_time_an_instant_or_an_expression(due, expected):
    event = settle(task(due=due), {"within": "PT4H"})

    assert event.due_at == NOW + expected


@pytest.mark.parametrize("due", ["", "= null", '= ""'])
def test_a_task_without_a_deadline_is_never_due(due):
    assert settle(task(due=due)).due_at is None


@pytest.mark.parametrize("due", ["soon", "lunar:P1D", "P", "natural:PT", "= 5"])
def test_what_is_no_deadline_is_refused(due):
    with pytest.raises(Invalid):
        settle(task(due=due))


def test_warnings_come_at_half_and_four_fifths_of_the_span():
    event = settle(task(due="PT10H", onBreach="escalation"))

    assert [w["percent"] for w in event.deadline["warn"]] == [50, 80]
    assert event.deadline["warn"][1]["at"] == (NOW + timedelta(hours=8)).isoformat()
    assert event.deadline["on_breach"] == "escalation"
    assert event.deadline["repeat_seconds"] == 5 * 3600
    assert event.deadline["cap"] == 3


def test_a_due_date_of_the_diagram_stays():
    due = NOW + timedelta(days=1)

    event = settle(task(due_at=due, due="PT1H"))

    assert event.due_at == due


def test_a_deadline_in_the_past_warns_nobody():
    event = settle(task(due="2026-07-01T00:00:00Z"))

    assert event.deadline["warn"] == []


def test_years_counted_without_their_holidays_are_named_in_the_clock_facts():
    event = deadlines.settle(
        task(due="work:P1D"), {}, datetime(2027, 3, 1, 1, tzinfo=UTC), Calendar()
    )

    assert event.deadline["unmaintained_years"] == [2027]
