"""The record: append-only, searchable, and no alteration stays unseen."""

from datetime import timedelta

import pytest

from engine import history
from engine.errors import EngineError, NotFound
from engine.model import Actor, part_id
from engine.model import events as ev
from engine.store import HistoryQuery
from engine.store.tables.record import history as table
from engine.store.tables.work import process_instance


@pytest.fixture
def cases(desk):
    """Two cases of five rows each."""
    made = [desk.start(business_key=f"TS-{n}", project=f"HY0{n}") for n in (1, 2)]
    for instance_id in made:
        for flow in ("F1", "F2", "F3"):
            desk.record(instance_id, ev.SequenceFlowTaken(flow_id=flow))
        desk.record(instance_id, ev.InstanceTitled(title="t"))
    return made


@pytest.fixture
def tamper(store):
    """Change the database behind the engine's back, triggers off, and say what verify finds."""

    def change(instance_id, statement, *more):
        with store.begin() as tx:
            connection = tx._session.connection
            if connection.dialect.name == "sqlite":
                for name in ("history_no_update", "history_no_delete"):
                    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            else:
                connection.exec_driver_sql("ALTER TABLE history DISABLE TRIGGER USER")
            for one in (statement, *more):
                connection.execute(one)
        with store.read() as tx:
            found = tx.history.verify(instance_id)
            assert list(tx.history.verify_all()) == ([found] if found else [])
        return found

    return change


def rows_of(instance_id, *seqs):
    wanted = table.c.instance_id == instance_id
    return wanted & table.c.seq.in_(seqs) if seqs else wanted


def test_an_untouched_history_verifies(store, cases):
    with store.read() as tx:
        assert tx.history.verify(cases[0]) is None
        assert list(tx.history.verify_all()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "wang"),
        ("actor_name", "别人"),
        ("on_behalf_of", "wang"),
        ("client", "1.1.1.1"),
        ("type", "ElementCompleted"),
        ("element_id", "G"),
        ("hash", bytes(32)),
    ],
)
def test_an_edited_row_is_found(cases, tamper, column, value):
    edit = table.update().where(rows_of(cases[0], 3)).values(**{column: value})

    found = tamper(cases[0], edit)

    assert (found.instance_id, found.seq) == (cases[0], 3)
    assert "hash" in found.reason


def test_an_edited_payload_is_found(cases, tamper):
    edit = table.update().where(rows_of(cases[0], 2)).values(payload='{"flow_id":"F9"}')

    found = tamper(cases[0], edit)

    assert (found.seq, found.reason) == (2, "payload does not match its digest")


def test_a_moved_time_is_found(store, cases, tamper):
    with store.read() as tx:
        earlier = tx.history.of(cases[0])[1].at - timedelta(days=1)

    found = tamper(cases[0], table.update().where(rows_of(cases[0], 2)).values(at=earlier))

    assert found.seq == 2


def test_a_row_deleted_in_the_middle_is_found(cases, tamper):
    found = tamper(cases[0], table.delete().where(rows_of(cases[0], 3)))

    assert (found.seq, "missing" in found.reason) == (3, True)


def test_a_dropped_tail_is_found_by_the_cases_head(cases, tamper):
    found = tamper(cases[0], table.delete().where(rows_of(cases[0], 4, 5)))

    assert found.reason == "the case's head is row 5, the history ends with row 3"


def test_a_case_without_any_history_is_found(cases, tamper):
    found = tamper(cases[0], table.delete().where(rows_of(cases[0])))

    assert found.reason == "the case's head is row 5, the history ends with row 0"


def test_swapped_rows_are_found(cases, tamper):
    first = cases[0]

    def move(old, new):
        return table.update().where(rows_of(first, old)).values(seq=new)

    found = tamper(first, move(2, 99), move(3, 2), move(99, 3))

    assert (found.seq, found.reason) == (2, "does not continue the row before it")


def test_a_history_written_anew_without_the_key_is_found(store, cases, tamper):
    first = cases[0]
    with store.read() as tx:
        rows = tx.history.of(first)
    forger = Actor(id="x", name="x")
    forged = history.link(
        first,
        0,
        bytes(32),
        [row.event for row in rows],
        actor=forger,
        at=rows[0].at,
        key=b"guess",
        salts=bytes(16 * len(rows)),
    )
    edits = [
        table.update()
        .where(rows_of(first, row.seq))
        .values(hash=row.hash, prev=row.prev, actor="x", actor_name="x", digest=row.digest)
        for row in forged
    ]

    found = tamper(first, *edits)

    assert (found.seq, found.reason) == (1, "hash does not match what the row says")


def test_a_case_that_was_deleted_from_the_list_is_found(store, cases, desk):
    with store.begin() as tx:
        tx._session.connection.execute(
            process_instance.delete().where(process_instance.c.id == cases[0])
        )

    with store.read() as tx:
        (found,) = tx.history.verify_all()
    assert (found.instance_id, found.reason) == (cases[0], "the case itself is gone")
    with pytest.raises(NotFound), store.read() as tx:
        tx.history.verify(cases[0])


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE history SET actor = 'x'",
        "UPDATE history SET payload = '{}'",
        "UPDATE history SET payload = NULL, salt = NULL, actor = 'x'",
        "UPDATE history SET payload = NULL",
        "DELETE FROM history",
    ],
)
def test_the_database_refuses_to_change_history(store, cases, forbidden):
    with pytest.raises(EngineError, match="append-only"), store.begin() as tx:
        tx._session.connection.exec_driver_sql(forbidden)


def test_postgresql_refuses_to_empty_the_history(postgresql_url, desk_on):
    desk = desk_on(postgresql_url)

    with pytest.raises(EngineError, match="append-only"), desk.store.begin() as tx:
        tx._session.connection.exec_driver_sql("TRUNCATE history")


def test_a_payload_that_is_erased_is_gone_and_has_to_be_told_on_record(store, cases):
    with store.begin() as tx:
        tx.history.erase(cases[0], 2)

    with store.read() as tx:
        row = tx.history.of(cases[0])[1]
        found = tx.history.verify(cases[0])
    assert (row.payload, row.salt, row.event) == (None, None, None)
    assert (found.seq, found.reason.split(",")[0]) == (2, "is empty")


def test_what_does_not_exist_cannot_be_erased(store, cases):
    with pytest.raises(NotFound), store.begin() as tx:
        tx.history.erase(cases[0], 99)


def test_a_long_history_is_read_in_parts(desk, store, cases, monkeypatch):
    monkeypatch.setattr("engine.store.trail.BATCH", 2)

    with store.read() as tx:
        seqs = [row.seq for row in tx.history.every(cases[0])]
        broken = list(tx.history.verify_all())
        few = [row.seq for row in tx.history.of(cases[0], after=1, limit=2)]

    assert (seqs, broken, few) == ([1, 2, 3, 4, 5], [], [2, 3])


def test_the_record_of_all_cases_can_be_searched(desk, store, cases, manager):
    with store.read() as tx:
        began = tx.history.of(cases[0])[0].at
        ended = tx.now
    desk.record(
        cases[1], ev.TimerDisarmed(timer_id=part_id(cases[1], 1), element_id="T1"), by=manager
    )

    def found(**query):
        with store.read() as tx:
            page = tx.history.page(HistoryQuery(**query), limit=100)
        return [(cases.index(row.instance_id), row.seq) for row in page.items]

    assert len(found()) == 11
    assert found(actor="wang") == [(1, 6)]
    assert found(type="InstanceTitled") == [(1, 5), (0, 5)]
    assert found(element_id="T1") == [(1, 6)]
    assert found(instance_id=cases[0])[0] == (0, 5)
    assert found(business_key="TS-2", type="InstanceStarted") == [(1, 1)]
    assert found(project="HY01", key="complaint")[-1] == (0, 1)
    assert len(found(since=began, until=ended)) == 10


def test_the_search_pages_through_everything_once(store, cases):
    seen, cursor = [], None
    while True:
        with store.read() as tx:
            page = tx.history.page(HistoryQuery(), limit=3, cursor=cursor)
        seen += [(row.instance_id, row.seq) for row in page.items]
        cursor = page.next
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == 10


def test_time_does_not_go_back_within_a_case(store, cases):
    with store.read() as tx:
        times = [row.at for row in tx.history.of(cases[0])]

    assert times == sorted(times)
