"""The whole record is checked stretch by stretch; one changed byte is found and named."""

from datetime import timedelta

import pytest

from engine import seals
from engine.auditing import heating, verifying
from engine.auditing.verifying import Progress
from engine.errors import NotFound, NotPermitted
from engine.store.tables.record import history
from engine.store.tables.work import process_instance
from tests.auditing.test_lists import WORK

SECRET = bytes(range(32))


@pytest.fixture
def cases(world):
    world.deploy(WORK)
    started = [world.start("work", project="HY01") for _ in range(3)]
    world.advance(minutes=30)
    world.complete("UT_Work", case=started[0])
    return started


def sealed(world, cases):
    """Seal these cases, however long ago they changed last."""
    ids = {case.id for case in cases}
    world.store.run(lambda tx: seals.seal(tx, SECRET, algorithm="sha256", also=ids))


def behind_the_back(world, statement):
    """Change the database as somebody would who has it, the triggers off."""

    def change(tx):
        connection = tx._session.connection
        if connection.dialect.name == "sqlite":
            for name in ("history_no_update", "history_no_delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        else:
            connection.exec_driver_sql("ALTER TABLE history DISABLE TRIGGER USER")
        connection.execute(statement)

    world.store.run(change)


def check(world):
    """Return what a check of everything finds, and in how many stretches."""
    progress, findings, flaws, stretches = Progress(), [], [], 0
    while not progress.done:
        found = world.do(verifying.stretch, progress, by="aud")
        progress, stretches = found.progress, stretches + 1
        findings += found.findings
        flaws += found.flaws
    return progress, findings, flaws, stretches


def test_a_record_that_was_left_alone_is_whole(world, cases, monkeypatch):
    monkeypatch.setattr(verifying, "CASES", 2)
    sealed(world, cases)

    progress, findings, flaws, stretches = check(world)

    assert (progress.checked, findings, flaws) == (3, [], [])
    assert stretches == 5
    assert world.do(verifying.total, by="aud") == 3


def test_one_changed_byte_is_found_and_its_entry_named(world, cases):
    row = (history.c.instance_id == cases[1].id) & (history.c.seq == 2)
    behind_the_back(world, history.update().where(row).values(actor_name="安."))

    _, [broken], _, _ = check(world)

    assert (broken.instance_id, broken.seq) == (cases[1].id, 2)
    assert broken.reason == "hash does not match what the row says"


def test_cases_that_are_gone_are_found_by_their_entries_and_their_seals(world, cases):
    sealed(world, cases)
    for gone in cases[:2]:
        dropped = process_instance.delete().where(process_instance.c.id == gone.id)
        behind_the_back(world, dropped)
    behind_the_back(world, history.delete().where(history.c.instance_id == cases[1].id))

    _, findings, _, _ = check(world)

    assert [(each.instance_id, each.reason) for each in findings] == [
        (cases[0].id, "the case itself is gone"),
        (cases[1].id, "the case was sealed, and nothing is left of it"),
    ]


def test_only_overseers_check_and_it_is_on_the_log(world, cases):
    with pytest.raises(NotPermitted):
        world.do(verifying.stretch, Progress(), by="ann")
    with pytest.raises(NotPermitted):
        world.do(verifying.total, by="ann")
    with pytest.raises(NotPermitted):
        world.do(verifying.note, about="x", findings=0, by="ann")


def test_a_heat_map_counts_visits_and_mean_time(world, cases):
    found = world.do(heating.heat_map, "work:1", by="aud")

    [work] = found.elements
    assert (work.element_id, work.tasks, work.open) == ("UT_Work", 3, 2)
    assert work.seconds == pytest.approx(1800, abs=60)
    assert found.shades("count") == found.shades("time") == {"UT_Work": 1.0}


def test_a_heat_map_is_narrowed_and_may_be_cold(world, cases):
    later = cases[0].started_at + timedelta(days=1)
    ask = {"by": "aud", "project": "HY01"}

    assert world.do(heating.heat_map, "work:1", since=later, **ask).elements == ()
    until = world.do(heating.heat_map, "work:1", until=later, **ask)
    assert until.elements[0].tasks == 3
    assert world.do(heating.heat_map, "work:1", by="aud", project="HY02").shades("count") == {}
    with pytest.raises(NotFound):
        world.do(heating.heat_map, "nothing:1", by="aud")
    with pytest.raises(NotPermitted):
        world.do(heating.heat_map, "work:1", by="ann")


def test_a_step_that_nobody_has_ended_has_no_heat_by_time(world):
    world.deploy(WORK)
    world.start("work")

    assert world.do(heating.heat_map, "work:1", by="aud").shades("time") == {"UT_Work": 0.0}
