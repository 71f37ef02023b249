"""The table of deadlines of a release: what it may say, and what a node says against it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine import deadlines
from engine.calendar import SHANGHAI, Calendar
from engine.errors import Invalid
from engine.model.events import UserTaskCreated

NOW = datetime(2026, 9, 18, 2, tzinfo=UTC)  # Friday 10:00 in Shanghai; Sunday 20 is made up
BY = {"id": "sla_policy", "table": "ab12", "rule": "r7"}
ROW = {"clock": "work", "due": "P2D", "breach_action": "escalation"}


def decided(**row):
    return deadlines.decided({**ROW, **row}, BY, Calendar())


def settled(terms, **settings):
    named = {f"gj:{name}": value for name, value in settings.items()}
    event = UserTaskCreated(task_id=UUID(int=1), element_id="UT", name="x", settings=named)
    return deadlines.settle(event, {"official": "2026-09-20T16:00"}, NOW, Calendar(), policy=terms)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_a_node_without_a_deadline_has_that_of_the_table_and_says_which_rule_gave_it():
    event = settled(decided(warn_pct=[90, 30], repeat=25, cap=2))

    assert event.due_at == local("2026-09-21T10:00")
    assert event.deadline["decision"] == BY
    assert event.deadline["rule"] == "sla_policy#r7"
    assert [each["percent"] for each in event.deadline["warn"]] == [30, 90]
    assert (event.deadline["cap"], event.deadline["on_breach"]) == (2, "escalation")
    assert len(event.deadline["levels"]) == 2


def test_what_the_node_says_wins_over_the_table():
    event = settled(decided(), onBreach="remind", repeat="10", cap="1", warn="60", lowRisk="true")

    facts = event.deadline
    assert (facts["on_breach"], facts["repeat"], facts["cap"]) == ("remind", 10, 1)
    assert [each["percent"] for each in facts["warn"]] == [60]
    assert facts["low_risk"] is True
    assert settled(decided(), due="natural:PT1H").due_at == NOW + timedelta(hours=1)
    assert settled(decided(), due="").due_at is None


@pytest.mark.parametrize("value", [None, {}, {"due": None}])
def test_a_table_that_says_nothing_gives_no_deadline(value):
    assert settled(deadlines.decided(value, BY, Calendar())).due_at is None


def test_warnings_and_levels_come_by_the_working_clock():
    facts = settled(decided(due="PT4H", cap=2)).deadline

    assert facts["warn"][0]["at"] == local("2026-09-18T12:00").astimezone(UTC).isoformat()
    assert facts["levels"][1] == local("2026-09-18T17:30").astimezone(UTC).isoformat()


@pytest.mark.parametrize(
    ("row", "due"),
    [
        ({"due": "PT4H", "factor": 1.5}, "2026-09-18T17:30"),
        ({"due": "P1D", "factor": 1.5}, "2026-09-20T15:15"),
        ({"due": "P2D", "factor": 2}, "2026-09-23T10:00"),
        ({"due": "natural:P1D", "factor": 1.5}, "2026-09-19T22:00"),
        ({"due": "P2D", "latest": "2026-09-20T16:00"}, "2026-09-20T16:00"),
        ({"due": "P2D", "latest": "2026-09-20T16:00", "margin": "work:PT4H"}, "2026-09-20T10:30"),
        ({"due": "P2D", "latest": "2026-09-20T16:00", "margin": "P1D"}, "2026-09-19T16:00"),
        ({"due": "PT1H", "latest": "2026-09-20T16:00+08:00"}, "2026-09-18T11:00"),
    ],
)
def test_bad_weather_lengthens_and_the_date_of_others_shortens_a_deadline(row, due):
    assert settled(decided(**row)).due_at == local(due)


def test_a_node_may_name_the_date_of_others_itself():
    event = settled(decided(), latest="= official", margin="work:PT4H")

    assert event.due_at == local("2026-09-20T10:30")


def test_a_date_of_others_that_has_passed_makes_the_task_late_from_the_start():
    event = settled(decided(latest="2026-09-17T10:00"))

    assert event.due_at == local("2026-09-17T10:00")


@pytest.mark.parametrize(
    "row",
    [
        {"due": "soon"},
        {"factor": "more"},
        {"factor": True},
        {"factor": 1000},
        {"repeat": -1},
        {"warn_pct": [0]},
        {"warn_pct": ["half"]},
        {"warn_pct": [True]},
        {"latest": "tomorrow"},
        {"margin": "bit"},
    ],
)
def test_a_table_that_says_nonsense_is_refused(row):
    with pytest.raises(Invalid):
        settled(decided(**row))


def test_a_table_that_gives_no_row_is_refused():
    with pytest.raises(Invalid, match="not a row"):
        deadlines.decided("P1D", BY, Calendar())


@pytest.mark.parametrize("setting", [{"repeat": "x"}, {"cap": "-1"}, {"warn": "0, 50"}])
def test_a_node_that_says_nonsense_is_refused(setting):
    with pytest.raises(Invalid):
        settled(decided(), **setting)


def test_one_percent_alone_may_be_a_number():
    assert [each["percent"] for each in settled(decided(warn_pct=70)).deadline["warn"]] == [70]


@pytest.mark.parametrize(
    ("facts", "breaches", "done", "state"),
    [
        ({}, 0, False, ""),
        ({"clock": "work"}, 0, False, "running"),
        ({"paused": {}}, 0, False, "paused"),
        ({"clock": "work"}, 0, True, "met"),
        ({"clock": "work"}, 2, True, "breached"),
    ],
)
def test_a_clock_runs_stands_still_is_met_or_breached(facts, breaches, done, state):
    assert deadlines.state(facts, breaches=breaches, done=done) == state


def test_facts_of_an_earlier_release_can_be_paused_and_go_on():
    due = NOW + timedelta(hours=10)
    old = {"rule": "PT10H", "warn": [{"percent": 50, "at": "x"}]}

    facts = deadlines.paused(deadlines.known(old, NOW, due), "parts", NOW + timedelta(hours=4))
    at, again = deadlines.resumed(facts, Calendar(), due, NOW + timedelta(hours=14))

    assert at == NOW + timedelta(hours=20)
    assert again["warn"][0]["at"] == (NOW + timedelta(hours=15)).isoformat()
