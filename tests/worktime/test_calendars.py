"""Calendars in force, new versions of them, and what those do to open work."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine import calendars, inbox, instances, user_tasks
from engine.calendar import SHANGHAI
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from engine.store import JobQuery
from tests.usecases import diagrams
from tests.usecases.test_replay import rows_of
from tests.usecases.world import ORGANISATION

USUAL = {"hours": [["09:00", "12:00"], ["13:30", "18:00"]]}
IN_A_WEEK = diagrams.WITH_DEADLINE.replace(b"natural:PT4H", b"work:P3D")


@pytest.fixture
def world(world):
    """On Friday 18 September 2026, 10:00 in Shanghai; the region has a calendar of its own."""
    units = {**ORGANISATION.units, "HY02": replace(ORGANISATION.units["HY02"], calendar="east")}
    world.store.run(lambda tx: tx.people.replace(replace(ORGANISATION, units=units)))
    world.store.run(lambda tx: tx.clock.set(datetime(2026, 9, 18, 2, tzinfo=UTC)))
    world.deploy(IN_A_WEEK, diagrams.ESCALATION)
    return world


def put(world, code="cn", **more):
    content = {**USUAL, **more}
    return world.do(calendars.put, code, by="ada", name="", content=content, reason="公告")


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_a_calendar_that_nobody_changed_is_the_announced_one(world):
    found = world.store.run(lambda tx: calendars.get(tx, "cn"))

    assert (found.version, found.created_at) == (1, None)
    assert world.store.run(lambda tx: calendars.get(tx, "cn", 1)) == found
    with pytest.raises(NotFound):
        world.store.run(lambda tx: calendars.get(tx, "cn", 2))


def test_every_change_is_a_new_version_and_the_old_ones_are_kept(world):
    put(world)
    put(world, days={"2026-09-21": "holiday"})

    versions = world.store.run(lambda tx: calendars.versions(tx, "cn"))
    known = world.store.run(calendars.known)
    assert [each.version for each in versions] == [3, 2, 1]
    assert versions[0].created_by == "ada"
    assert [each.code for each in known] == ["cn", "east"]
    assert world.store.run(lambda tx: calendars.get(tx, "cn")) == versions[0]
    assert world.store.run(lambda tx: calendars.get(tx, "cn", 2)) == versions[1]


def test_a_new_version_counts_open_deadlines_anew_with_both_versions_on_record(world):
    case = world.start("with-deadline", project="HY01")
    assert world.task("UT_Work").due_at == local("2026-09-22T10:00")

    put(world, days={"2026-09-21": "holiday"})
    world.run_due()

    assert world.task("UT_Work").due_at == local("2026-09-23T10:00")
    (told,) = world.events(case, "DeadlineRecalculated")
    assert (told.before, told.after) == ("cn/1", "cn/2")
    assert told.previous == local("2026-09-22T10:00")
    assert world.replays(case)
    live = world.store.run(lambda tx: rows_of(tx, case))
    world.store.run(lambda tx: tx.cases.rebuild(case.id))
    assert world.store.run(lambda tx: rows_of(tx, case)) == live


def test_a_version_that_makes_a_task_late_breaches_it_at_once(world):
    case = world.start("with-deadline", project="HY01")
    world.advance(days=4)

    put(world, days={"2026-09-19": "workday", "2026-09-20": "workday"})
    world.run_due()

    assert world.task("UT_Work").due_at == local("2026-09-21T10:00")
    assert [event.level for event in world.events(case, "DeadlineBreached")] == [1]


def test_only_the_projects_of_a_calendar_are_counted_anew(world):
    here = world.start("with-deadline", project="HY01")
    there = world.start("with-deadline", project="HY02")
    nowhere = world.start("with-deadline")

    put(world, "east", days={"2026-09-21": "holiday"})
    world.run_due()

    assert world.task("UT_Work", here).deadline["calendar"] == "cn/1"
    assert world.task("UT_Work", there).deadline["calendar"] == "east/2"
    assert world.task("UT_Work", nowhere).deadline["calendar"] == "cn/1"


def test_a_preview_says_what_would_move_and_moves_nothing(world):
    case = world.start("with-deadline", project="HY01")

    content = {**USUAL, "days": {"2026-09-21": "holiday"}}
    (effect,) = world.do(calendars.preview, "cn", by="ada", content=content)

    assert (effect.before, effect.after) == (local("2026-09-22T10:00"), local("2026-09-23T10:00"))
    assert world.task("UT_Work").due_at == effect.before
    assert world.do(calendars.preview, "cn", by="ada", content=USUAL) == []
    assert world.events(case, "DeadlineRecalculated") == []


def test_a_case_that_ended_meanwhile_is_left_alone(world):
    case = world.start("with-deadline", project="HY01")
    changed = put(world, days={"2026-09-21": "holiday"})
    world.do(instances.terminate, case.id, by="ada", reason="x")

    world.run_due()

    batch = world.store.run(lambda tx: tx.batches.get(changed.batch.id))
    assert batch.counts == {"unchanged": 1}
    world.store.run(lambda tx: calendars.carry_on(tx, batch.id, case.id))


def test_a_case_that_cannot_be_counted_anew_is_a_result_and_stays_as_it_is(world):
    late = IN_A_WEEK.replace(b"work:P3D", "work/夜班:P1D".encode())
    put(world, shifts={"夜班": {"hours": [["20:00", "08:00"]], "every_day": True}})
    world.deploy(late)
    case = world.start("with-deadline", project="HY01")
    assert world.task("UT_Work", case).due_at == local("2026-09-19T08:00")

    changed = put(world)
    world.run_due()

    (result,) = world.store.run(lambda tx: tx.batches.items(changed.batch.id)).items
    assert result.state == "failed"
    assert "no shift" in result.detail["message"]
    assert world.task("UT_Work", case).deadline["calendar"] == "cn/2"
    error = Invalid("x")
    world.store.run(lambda tx: calendars.fail(tx, changed.batch.id, case.id, error))


def test_a_paused_clock_is_counted_by_the_version_in_force_when_it_runs_again(world):
    case = world.start("with-deadline", project="HY01")
    world.do(instances.suspend, case.id, by="ada", reason="x")
    put(world, days={"2026-09-21": "holiday"})
    world.run_due()

    world.do(instances.resume, case.id, by="ada", reason="x")

    assert world.events(case, "DeadlineRecalculated") == []
    assert world.task("UT_Work").due_at == local("2026-09-23T10:00")


def test_a_due_time_set_by_hand_is_moved_by_no_calendar(world):
    from_hand = local("2026-09-30T18:00")
    world.start("with-deadline", project="HY01")
    task = world.task("UT_Work")
    world.do(user_tasks.change_due, task.id, by="ada", due_at=from_hand, reason="x")

    put(world, days={"2026-09-21": "holiday"})
    world.run_due()

    assert world.task("UT_Work").due_at == from_hand


def test_only_administrators_change_a_calendar_and_nobody_over_another_change(world):
    with pytest.raises(NotPermitted):
        world.do(calendars.put, "cn", by="max", name="", content=USUAL, reason="x")
    with pytest.raises(NotPermitted):
        world.do(calendars.preview, "cn", by="max", content=USUAL)
    put(world)

    with pytest.raises(Conflict, match="at version 2, not 1"):
        world.do(calendars.put, "cn", by="ada", name="", content=USUAL, reason="x", expected=1)


@pytest.mark.parametrize(
    ("code", "name", "content"),
    [("a/b", "", USUAL), ("", "", USUAL), ("cn", "x" * 101, USUAL), ("cn", "", {"hours": []})],
)
def test_a_calendar_that_is_none_is_refused_and_nothing_changes(world, code, name, content):
    with pytest.raises(Invalid):
        world.do(calendars.put, code, by="ada", name=name, content=content, reason="x")

    assert world.store.run(lambda tx: calendars.get(tx, "cn")).version == 1


def test_the_order_to_count_anew_is_a_job_for_each_open_case(world):
    world.start("with-deadline", project="HY01")

    put(world)

    jobs = world.store.run(lambda tx: tx.jobs.page(JobQuery(kind=calendars.KIND))).items
    assert len(jobs) == 1


def test_a_year_that_is_not_maintained_is_named_with_the_task(world):
    world.advance(days=110)
    world.start("with-deadline", project="HY01")

    assert world.task("UT_Work").deadline["unmaintained_years"] == [2027]
    put(world, days={"2027-01-01": "holiday"})
    world.run_due()
    assert "unmaintained_years" not in world.task("UT_Work").deadline


def test_administrators_are_told_once_of_a_year_that_is_not_maintained(world):
    world.advance(days=110)
    for _ in range(2):
        world.start("with-deadline", project="HY01")
    world.run_due()

    told = world.do(inbox.mine, by="ada").items

    (notice,) = (each for each in told if each.kind == "calendar.unmaintained")
    assert notice.title == "节假日未维护：2027年"
    assert "日历cn没有2027年" in notice.text
    staff = world.do(inbox.mine, by="ann").items
    assert "calendar.unmaintained" not in {each.kind for each in staff}


def test_nobody_is_told_where_all_holidays_are_known(world):
    world.start("with-deadline", project="HY01")
    world.run_due()

    assert "calendar.unmaintained" not in {
        each.kind for each in world.do(inbox.mine, by="ada").items
    }


def test_a_late_task_of_which_its_holder_was_reminded_is_counted_anew(world):
    reminding = IN_A_WEEK.replace(b'value="escalation"', b'value="remind"')
    world.deploy(
        reminding.replace(
            b'name="gj:due"', b'name="gj:cap" value="1"/><zeebe:property name="gj:due"'
        )
    )
    case = world.start("with-deadline", project="HY01")
    world.advance(days=20)
    reminders = len(world.events(case, "DeadlineReminded"))

    put(world, days={"2026-09-21": "holiday"})
    world.run_due()

    assert reminders > 0
    assert len(world.events(case, "DeadlineRecalculated")) == 1
    assert len(world.events(case, "DeadlineReminded")) == reminders
    assert world.replays(case)


def test_a_calendar_is_read_as_it_was_just_changed_in_the_same_transaction(world):
    by = world.actor("ada")

    def change(tx):
        content = {**USUAL, "days": {"2026-09-21": "holiday"}}
        made = calendars.put(tx, "cn", by=by, name="", content=content, reason="公告")
        return made.version.version, calendars.get(tx, "cn").version

    made, read = world.store.run(change)

    assert made == read == 2
