"""Figures of a small set that was counted by hand, and the cases behind each of them."""

from datetime import UTC, datetime, timedelta

import pytest

from engine import reports, user_tasks
from engine.errors import Invalid, NotPermitted
from engine.store import ReportQuery
from engine.store.session import Session
from tests.usecases.diagrams import END, START, bpmn, path, user

TWO_STEPS = bpmn(
    "two-steps",
    START
    + user("UT_First", settings={"gj:due": "natural:PT4H"})
    + user("UT_Second")
    + END
    + path("StartEvent_1", "UT_First", "UT_Second", "End_1"),
    settings={"gj:search": "satisfaction"},
)
HOUR = timedelta(hours=1)
OF_LINES = ("ended", "returned", "rated", "satisfied")


@pytest.fixture
def worked(world):
    """Three cases: one quick and rated 5, one late, returned and rated 2, one still open."""
    world.deploy(TWO_STEPS)
    quick = world.start("two-steps", project="HY01")
    slow = world.start("two-steps", project="HY02")
    still = world.start("two-steps", project="HY01")
    wait(world, 1)
    world.complete("UT_First", case=quick)
    world.complete("UT_Second", by="bob", case=quick, satisfaction=5)
    wait(world, 5)
    world.complete("UT_First", case=slow)
    task = world.task("UT_Second", slow)
    world.do(user_tasks.send_back, task.id, by="bob", to="UT_First", reason="信息不全")
    wait(world, 1)
    world.complete("UT_First", case=slow)
    world.complete("UT_Second", by="bob", case=slow, satisfaction=2)
    return {"quick": quick, "slow": slow, "still": still}


def wait(world, hours):
    world.store.run(lambda tx: tx.clock.advance(hours * HOUR))


def query(world, **more):
    now = world.store.run(lambda tx: tx.now)
    return ReportQuery(since=now - timedelta(days=2), until=now + HOUR, **more)


def report(world, by, reader="aud", **more):
    actor = world.actor(reader)
    asked = query(world, **more)
    return world.store.run(lambda tx: reports.report(tx, asked, by, reader=actor))


def behind(world, measure, **more):
    actor, asked = world.actor("aud"), query(world, **more)
    page = world.store.run(lambda tx: reports.behind(tx, asked, measure, reader=actor))
    return {case.id for case in page.items}


def test_cases_are_counted_by_project(world, worked):
    first, second = report(world, "project").cases

    assert (first.group, first.started, first.ended, first.cycle) == ("HY01", 2, 1, 3600)
    assert (first.returned, first.rated, first.satisfied) == (0, 1, 1)
    assert (second.group, second.started, second.ended, second.cycle) == ("HY02", 1, 1, 7 * 3600)
    assert (second.returned, second.rated, second.satisfied) == (1, 1, 0)


def test_tasks_are_counted_by_step(world, worked):
    first, second = report(world, "step").tasks

    assert (first.group, first.key, first.name) == ("UT_First", "two-steps", "UT_First")
    assert (first.done, first.due, first.late, first.again) == (3, 3, 1, 1)
    assert first.seconds == (1 + 6 + 1) * 3600
    assert (second.group, second.done, second.due, second.late) == ("UT_Second", 2, 0, 0)


def test_tasks_are_counted_by_person(world, worked):
    ann, bob = report(world, "person").tasks

    assert (ann.group, ann.name, ann.done, ann.late) == ("ann", "安", 3, 1)
    assert (bob.group, bob.name, bob.done) == ("bob", "博", 2)


def test_returns_and_ratings_are_counted_by_step(world, worked):
    first, second = report(world, "step").cases

    assert (first.group, first.key, first.name) == ("UT_First", "two-steps", "UT_First")
    assert (first.ended, first.returned, first.rated, first.satisfied) == (2, 1, 2, 1)
    assert first.cycle == (1 + 7) * 3600
    assert (second.group, second.ended, second.returned) == ("UT_Second", 2, 0)
    assert (second.rated, second.satisfied, second.started) == (2, 1, 0)


def test_returns_and_ratings_are_counted_by_person(world, worked):
    ann, bob = report(world, "person").cases
    (only,) = report(world, "person", project="HY01").cases[:1]

    assert (ann.group, ann.name, ann.ended, ann.returned) == ("ann", "安", 2, 1)
    assert (ann.rated, ann.satisfied) == (2, 1)
    assert (bob.group, bob.name, bob.ended, bob.returned, bob.satisfied) == ("bob", "博", 2, 0, 1)
    assert (only.group, only.ended, only.returned, only.satisfied) == ("ann", 1, 0, 1)


@pytest.mark.parametrize("by", ["step", "person"])
def test_the_figures_of_a_step_or_person_lead_to_as_many_cases(world, worked, by):
    lines = report(world, by).cases

    for line in lines:
        place = {"element_id": line.group} if by == "step" else {"person": line.group}
        figures = {name: len(behind(world, name, **place)) for name in OF_LINES}
        assert figures == {name: getattr(line, name) for name in OF_LINES}
        (alone,) = [each for each in report(world, by, **place).cases if each.group == line.group]
        assert alone == line
        assert [each.ended for each in report(world, "process", **place).cases] == [line.ended]


def test_everything_is_counted_by_process_and_month(world, worked):
    month = world.store.run(lambda tx: tx.now).astimezone(UTC) + 8 * HOUR

    (process,) = report(world, "process").cases
    by_month = report(world, "month")

    assert (process.group, process.started, process.ended) == ("two-steps", 3, 2)
    assert by_month.cases[-1].group == month.strftime("%Y-%m")
    assert sum(each.done for each in by_month.tasks) == 5


@pytest.mark.parametrize(
    ("measure", "names"),
    [
        ("started", {"quick", "slow", "still"}),
        ("ended", {"quick", "slow"}),
        ("returned", {"slow"}),
        ("rated", {"quick", "slow"}),
        ("satisfied", {"quick"}),
        ("done", {"quick", "slow"}),
        ("late", {"slow"}),
        ("again", {"slow"}),
    ],
)
def test_each_figure_leads_to_its_cases(world, worked, measure, names):
    assert behind(world, measure) == {worked[name].id for name in names}


def test_a_report_is_narrowed_to_a_process_project_step_or_person(world, worked):
    assert report(world, "project", project="HY02").cases[0].started == 1
    assert report(world, "process", key="nothing").cases == []
    assert report(world, "person", person="bob").tasks[0].done == 2
    assert behind(world, "done", element_id="UT_Second", project="HY01") == {worked["quick"].id}


def test_no_rate_is_told_of_nothing():
    assert reports.share(0, 0) is None
    assert reports.share(1, 4) == 0.25


def test_a_report_has_a_period_and_readers(world):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    actor = world.actor("aud")

    for since, until in ((now, now), (now, now + timedelta(days=4000))):
        empty = ReportQuery(since=since, until=until)
        with pytest.raises(Invalid):
            world.store.run(lambda tx, q=empty: reports.report(tx, q, "process", reader=actor))
    with pytest.raises(NotPermitted):
        report(world, "process", reader="ann")


def test_a_report_by_project_asks_the_database_four_times(world, worked, monkeypatch):
    asked, actor = query(world), world.actor("aud")
    rows, seen = Session.rows, []

    def counted(self, statement):
        seen.append(statement)
        return rows(self, statement)

    monkeypatch.setattr(Session, "rows", counted)
    world.store.run(lambda tx: reports.report(tx, asked, "project", reader=actor))

    assert len(seen) == 4
