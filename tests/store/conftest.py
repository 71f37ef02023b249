"""A company in three people, and a case driven by events, as use cases would."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.model import Actor, Role, part_id, person
from engine.model import events as ev
from engine.store import Release, Store
from engine.store.tables import metadata


@pytest.fixture
def clerk():
    return Actor(
        id="li",
        name="李前台",
        post="客服前台",
        principals=frozenset({person("li"), "post:HY01/cs_front", "group:cs"}),
        client="10.0.0.1",
    )


@pytest.fixture
def manager():
    return Actor(id="wang", name="王经理", principals=frozenset({person("wang"), "group:managers"}))


@pytest.fixture
def auditor():
    return Actor(id="shen", name="审计", roles=frozenset({Role.AUDITOR}))


class Desk:
    """Starts cases and records events, one transaction each."""

    def __init__(self, store, by):
        self.store, self.by, self.deployed = store, by, False

    def deploy(self, *releases):
        with self.store.begin() as tx:
            return tx.definitions.add_deployment(
                by=self.by, resources={}, releases=releases, decisions={}, forms={}
            )

    def start(self, *more, business_key="TS-1", project="HY01", key="complaint", title="", by=None):
        if not self.deployed:
            for name in ("complaint", "escalation"):
                self.deploy(Release(key=name, name="投诉处理", digest="d1", xml=b"<x/>"))
            self.deployed = True
        with self.store.begin() as tx:
            instance_id = tx.cases.new_id()
            started = ev.InstanceStarted(
                definition_id=f"{key}:1",
                key=key,
                version=1,
                digest="d1",
                variables={"room": "3-502"},
                business_key=business_key,
                project=project,
                title=title,
            )
            events = [started, *(make(instance_id, tx.now) for make in more)]
            tx.cases.record(instance_id, events, actor=by or self.by, snapshot=b"state 1")
        return instance_id

    def record(self, instance_id, *events, by=None, snapshot=None):
        with self.store.begin() as tx:
            case = tx.cases.lock(instance_id)
            return tx.cases.record(case, events, actor=by or self.by, snapshot=snapshot)


def user_task(ordinal, **fields):
    """Make a task of a case: `ordinal` is its place among the parts; `due_in` is a timedelta."""

    def make(instance_id, now):
        due_in = fields.pop("due_in", None)
        values = {
            "task_id": part_id(instance_id, ordinal),
            "element_id": f"UT_{ordinal}",
            "name": f"任务{ordinal}",
            "principals": ("group:cs",),
            **({"due_at": now + due_in} if due_in is not None else {}),
            **fields,
        }
        return ev.UserTaskCreated(**values)

    return make


@pytest.fixture
def task():
    return user_task


@pytest.fixture
def desk(store, clerk):
    return Desk(store, clerk)


@pytest.fixture
def desk_on(clerk):
    """Return a desk on a database of one's own choice."""
    stores = []

    def make(url):
        stores.append(Store(url, key=b"a key for tests, 32 bytes of it."))
        stores[-1].migrate()
        return Desk(stores[-1], clerk)

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def manual_desk(manual_store, clerk):
    return Desk(manual_store, clerk)


@pytest.fixture
def hour():
    return timedelta(hours=1)


@pytest.fixture
def rows_of():
    """Return every row of every table, as comparable text, by table name."""

    def dump(store):
        with store.read() as tx:
            connection = tx._session.connection
            return {
                table.name: sorted(
                    repr(tuple(row)) for row in connection.execute(sa.select(table)).all()
                )
                for table in metadata.sorted_tables
            }

    return dump


@pytest.fixture
def statements():
    """Count what SQLAlchemy and the drivers send while a block runs."""

    @contextmanager
    def watch(store):
        seen = []

        def note(_conn, _cursor, text, *_rest):
            seen.append(text)

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        yield seen
        sa.event.remove(sa.Engine, "before_cursor_execute", note)

    return watch
