"""How often a completion asks the database: three statements and one commit on the plain path."""

import psycopg
import pytest

from engine import deployments, user_tasks
from engine.store import Store
from tests.conftest import KEY
from tests.usecases.diagrams import END, START, bpmn, path, user
from tests.usecases.world import World
from tests.worktime.test_breaching import table

TWO = bpmn(
    "two", START + user("UT_1") + user("UT_2") + END + path("StartEvent_1", "UT_1", "UT_2", "End_1")
)


@pytest.fixture
def world(postgresql_url):
    store = Store(postgresql_url, key=KEY, clock="manual")
    store.migrate()
    yield World(store)
    store.close()


@pytest.fixture
def sent(monkeypatch):
    """The first words of what is sent to PostgreSQL."""
    seen = []
    execute = psycopg.Cursor.execute

    def counted(self, query, *rest, **named):
        seen.append(query.split(None, 1)[0])
        return execute(self, query, *rest, **named)

    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    return seen


@pytest.mark.parametrize("files", [{}, {"sla.dmn": table(("UT_1", '"PT4H"', "escalation"))}])
def test_completing_a_task_asks_thrice_also_where_it_could_have_been_late(world, sent, files):
    world.do(deployments.deploy, {"two.bpmn": TWO, **files}, by="ada")
    actor = world.actor("ann")
    for _ in range(2):  # the first one finds out what is cached from then on
        case = world.start("two")
        task = world.task("UT_1", case).id
        sent.clear()
        world.store.run(lambda tx, task=task: user_tasks.complete(tx, task, by=actor, variables={}))

    assert sent == ["SELECT", "SELECT", "WITH"]
