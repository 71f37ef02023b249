"""A database in trouble: every call ends, nothing is doubled, and the reason is told."""

import sqlite3
import time
import traceback
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import make_url

from engine.errors import Conflict, EngineError, Invalid, Unavailable
from engine.store import Store
from engine.store.faults import Answer, DeadlinePassed, LostCommit, fault_of
from engine.store.postgresql import Connection
from engine.store.tables.definitions import setting
from tests.proxy import Proxy

KEY = b"a key for tests, 32 bytes of it."


@pytest.fixture
def proxy(postgresql_url):
    host = make_url(postgresql_url).query.get("host")
    if not host:
        pytest.skip("needs a server on a local socket")
    proxy = Proxy(str(Path(host) / ".s.PGSQL.5432"))
    yield proxy
    proxy.close()


@pytest.fixture
def far_store(proxy, postgresql_url):
    """A store that reaches PostgreSQL through the proxy."""
    url = make_url(postgresql_url).set(host="127.0.0.1", port=proxy.port, query={})
    store = Store(url.render_as_string(hide_password=False), key=KEY)
    yield store
    store.close()


def take(store):
    return store.run(lambda tx: tx.numbers.next("TS"))


def test_a_black_hole_ends_in_unavailable_within_five_seconds(far_store, proxy, monkeypatch):
    monkeypatch.setattr(Connection, "patience", 0.3)
    assert take(far_store) == 1
    proxy.mode = "swallow"
    began = time.monotonic()

    with pytest.raises(Unavailable, match="no answer"):
        take(far_store)

    assert time.monotonic() - began < 2
    proxy.mode = "pass"
    assert take(far_store) == 2


def test_a_connection_that_was_cut_meanwhile_is_replaced_unseen(far_store, proxy):
    assert take(far_store) == 1
    proxy.cut()

    assert take(far_store) == 2


def test_a_connection_cut_in_the_middle_of_the_work_costs_nothing(far_store, proxy):
    attempts = []

    def work(tx):
        attempts.append(tx.numbers.next("TS"))
        if len(attempts) == 1:
            proxy.cut()
        return tx.numbers.next("TS")

    assert far_store.run(work) == 2
    assert attempts == [1, 1]


def test_a_commit_whose_answer_is_lost_is_never_tried_again(far_store, proxy):
    take(far_store)
    proxy.mode = "cut at commit"

    with pytest.raises(Unavailable, match="during the commit"):
        take(far_store)

    proxy.mode = "pass"
    assert take(far_store) == 3


def test_a_server_that_is_not_there_is_unavailable():
    store = Store("postgresql+psycopg://nobody@127.0.0.1:1/none", key=KEY)

    with pytest.raises(Unavailable, match="refused"):
        store.ping()
    store.close()


def test_a_statement_that_takes_too_long_is_cancelled_by_the_server(postgresql_url):
    store = Store(postgresql_url, key=KEY)

    def sleep(tx):
        tx._session.connection.exec_driver_sql("SET LOCAL statement_timeout = 50")
        tx._session.connection.exec_driver_sql("SELECT pg_sleep(9)")

    with pytest.raises(Unavailable, match="statement timeout"):
        store.run(sleep)
    store.close()


def test_a_conflict_inside_the_server_is_tried_again(store):
    attempts = []

    def work(tx):
        attempts.append(1)
        if len(attempts) < 3:
            raise psycopg.errors.DeadlockDetected("deadlock detected")
        return "done"

    assert store.run(work) == "done"
    assert len(attempts) == 3


def test_a_lock_that_is_not_had_in_time_is_asked_for_again(store):
    attempts = []

    def work(tx):
        attempts.append(1)
        if len(attempts) == 1:
            raise psycopg.errors.LockNotAvailable("canceling statement due to lock timeout")
        return "done"

    assert store.run(work) == "done"


def test_a_conflict_that_never_ends_is_told_in_the_end(store, monkeypatch):
    monkeypatch.setattr("engine.store.opening.PAUSE", 0)
    attempts = []

    def work(tx):
        attempts.append(1)
        raise psycopg.errors.SerializationFailure("again")

    with pytest.raises(Unavailable, match="SerializationFailure 40001"):
        store.run(work)
    assert len(attempts) == 8


def test_nothing_is_tried_again_once_the_time_is_over(store, monkeypatch):
    monkeypatch.setattr("engine.store.opening.PATIENCE", -1)
    attempts = []

    def work(tx):
        attempts.append(1)
        raise psycopg.errors.DeadlockDetected("deadlock")

    with pytest.raises(Unavailable):
        store.run(work)
    assert len(attempts) == 1


def test_a_transaction_that_is_not_tried_again_tells_the_same(store):
    with pytest.raises(Unavailable, match="DeadlockDetected 40P01"), store.begin():
        raise psycopg.errors.DeadlockDetected("deadlock")


def test_a_full_disk_is_told_and_what_was_kept_can_still_be_read(sqlite_url, desk_on):
    desk = desk_on(sqlite_url)
    instance_id = desk.start()

    def fill(tx):
        connection = tx._session.connection
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        tx.files.put(bytes(1_000_000))

    with pytest.raises(Unavailable, match="full"):
        desk.store.run(fill)

    with desk.store.read() as tx:
        assert tx.cases.get(instance_id).business_key == "TS-1"


def test_a_file_that_another_program_has_locked_is_waited_for_and_then_told(
    sqlite_url, monkeypatch
):
    monkeypatch.setattr("engine.store.sqlite._BUSY", 0.001)
    monkeypatch.setattr("engine.store.opening.PAUSE", 0)
    store = Store(sqlite_url, key=KEY)
    other = sqlite3.connect(make_url(sqlite_url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match="locked"):
        take(store)

    other.execute("ROLLBACK")
    other.close()
    assert take(store) == 1
    store.close()


def test_a_database_that_cannot_be_opened_is_unavailable():
    store = Store("sqlite:////no/such/folder/x.db", key=KEY)

    with pytest.raises(Unavailable, match="unable to open"):
        store.migrate()
    store.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "what", "sqlite+nothing:", "postgresql://x:y/z"])
def test_a_database_of_another_kind_is_refused(url):
    with pytest.raises(Invalid, match="sqlite"):
        Store(url, key=KEY)


SECRET = "hunter2-swordfish"


@pytest.mark.parametrize(
    "url", [f"what {SECRET}", f"postgresql://gj:{SECRET}@x:{SECRET}/z", f"mysql://gj:{SECRET}@x/y"]
)
def test_an_address_of_a_database_that_is_refused_is_not_repeated(url):
    with pytest.raises(Invalid) as caught:
        Store(url, key=KEY)

    assert SECRET not in "".join(traceback.format_exception(caught.value))


PHONE = "13912345678"


def twice(tx):
    for _ in range(2):
        tx._session.execute(setting.insert().values(name=PHONE, value=PHONE))


def of_no_number(tx):
    found = sa.select(sa.cast(PHONE, sa.Integer))
    if tx._session.connection.dialect.name == "sqlite":  # which makes a number of everything
        found = sa.text(f'SELECT "{PHONE}" FROM nowhere_{PHONE}')
    tx._session.execute(found)


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (twice, r"^(IntegrityError SQLITE_CONSTRAINT_\w+|UniqueViolation 23505) \([\w.]+\)$"),
        (of_no_number, r"^(OperationalError SQLITE_ERROR|NumericValueOutOfRange 22003)$"),
    ],
)
def test_an_error_of_the_database_says_class_code_and_constraint_and_no_value(store, work, said):
    with pytest.raises(EngineError, match=said) as caught:
        store.run(work)

    assert PHONE not in "".join(traceback.format_exception(caught.value))
    assert "test_faults.py" in "".join(traceback.format_exception(caught.value))


def test_of_a_lost_connection_the_reason_is_told_and_no_account():
    words = f'FATAL: password authentication failed for user "{PHONE}"'

    told = str(fault_of(psycopg.OperationalError(words)).error)

    assert told == "OperationalError (password authentication failed)"


def test_of_what_is_no_error_of_a_driver_the_class_is_told():
    error = sa.exc.StatementError("a value", "SELECT", {"phone": PHONE}, ValueError(PHONE))

    assert str(fault_of(error).error) == "StatementError"


@pytest.mark.parametrize(
    ("error", "answer", "told"),
    [
        (psycopg.errors.UniqueViolation("x"), Answer.ONCE_MORE, Conflict),
        (psycopg.errors.DiskFull("x"), Answer.REFUSE, Unavailable),
        (psycopg.errors.LockNotAvailable("x"), Answer.AGAIN, Unavailable),
        (psycopg.errors.AdminShutdown("x"), Answer.RECONNECT, Unavailable),
        (psycopg.OperationalError(""), Answer.RECONNECT, Unavailable),
        (psycopg.DataError("x"), Answer.REFUSE, Invalid),
        (DeadlinePassed("x"), Answer.REFUSE, Unavailable),
        (LostCommit(), Answer.REFUSE, Unavailable),
        (sqlite3.IntegrityError("x"), Answer.ONCE_MORE, Conflict),
        (sa.exc.TimeoutError("pool"), Answer.REFUSE, Unavailable),
    ],
)
def test_every_trouble_has_its_answer(error, answer, told):
    fault = fault_of(error)

    assert (fault.answer, type(fault.error)) == (answer, told)


def test_a_store_that_answers_says_what_time_it_is(store):
    assert store.ping().tzinfo is not None


def test_a_reader_cannot_write(store):
    with pytest.raises(Unavailable, match=r"readonly|read-only|read only"), store.read() as tx:
        tx.numbers.next("TS")
