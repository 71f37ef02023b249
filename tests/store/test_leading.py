"""Who heads a unit sees the cases in it and below it, by the query itself."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from engine.model import Role, part_id
from engine.model import events as ev
from engine.store import CaseQuery, CaseSearch, Store
from engine.store.cases import visible_to
from engine.store.tables.work import process_instance
from tests.conftest import KEY


@pytest.fixture
def head(manager):
    return replace(manager, leads=frozenset({"HY01", "HY01-CS"}))


def seen(store, viewer):
    with store.read() as tx:
        listed = tx.cases.page(CaseQuery(), viewer).items
        found = tx.case_search.page(CaseSearch(words=("TS",)), viewer).items
    assert found == listed
    return [case.business_key for case in listed]


def test_a_head_sees_the_cases_of_his_units_and_no_others(desk, store, task, head, manager):
    led = desk.start(task(1), business_key="TS-1")
    desk.start(business_key="TS-2", project="HY02")
    desk.start(business_key="TS-3", project=None)
    desk.start(business_key="TS-4", project="HY01-CS")

    assert seen(store, head) == ["TS-4", "TS-1"]
    assert seen(store, manager) == []
    with store.read() as tx:
        assert tx.cases.get(led, head).id == led
        assert tx.cases.exists_for(led, head)
        assert not tx.cases.exists_for(led, manager)
        assert not tx.cases.took_part(led, head)


def test_a_head_who_must_keep_out_of_one_task_sees_the_case_only_for_his_own_part(
    desk, store, task, head
):
    desk.start(task(1), task(2, excluded=("wang",)), business_key="TS-1")
    desk.start(task(1, excluded=("wang",)), task(2, assignee="wang"), business_key="TS-2")
    desk.start(task(1, excluded=("li",)), business_key="TS-3")

    assert seen(store, head) == ["TS-3", "TS-2"]


def test_he_keeps_out_after_the_task_is_done_as_well(desk, store, task, head, clerk):
    case = desk.start(task(1, excluded=("wang",)))
    done = ev.UserTaskCompleted(task_id=part_id(case, 1), element_id="UT_1", variables={})
    desk.record(case, done, ev.InstanceCompleted(), by=clerk)

    assert seen(store, head) == []


def test_a_batch_is_ordered_by_the_head_that_he_was(store, head):
    asked = replace(head, roles=frozenset({Role.ADMINISTRATOR}))
    with store.begin() as tx:
        batch = tx.batches.add("migration", {}, by=asked, reason="", instances=[])

    with store.read() as tx:
        assert tx.batches.get(batch.id).by.leads == head.leads


CASES = """INSERT INTO process_instance (id, root_id, definition_id, key, version, process_name, state,
 seq, head, title, project, initiator, initiator_name, started_at, outcome, incidents, search,
 snapshot) SELECT id, id, 'k:1', 'k', 1, '', 'active', 1, '', '', 'HY' || mod(n, 90), 'li', '',
 now() - n * interval '1 minute', '', 0, '{}', '' FROM (SELECT gen_random_uuid() AS id, n
 FROM generate_series(1, 5000) AS n) AS made"""


def test_what_a_head_sees_is_read_in_its_order_and_no_table_from_end_to_end(postgresql_url, head):
    store = Store(postgresql_url, key=KEY, clock="system")
    store.migrate()
    leads = frozenset(f"HY{number}" for number in range(30))
    shown = sa.select(process_instance.c.id).where(visible_to(replace(head, leads=leads)))
    newest = shown.order_by(sa.desc("started_at"), sa.desc("id")).limit(51)
    with store.begin() as tx:
        connection = tx._session.connection
        for filling in (CASES, "ANALYZE process_instance"):
            connection.exec_driver_sql(filling)
        text = newest.compile(connection, compile_kwargs={"literal_binds": True})

        plan = connection.exec_driver_sql(f"EXPLAIN {text}").scalars().all()
    store.close()

    assert any("ix_process_instance_started_at_id" in line for line in plan), "\n".join(plan)
    assert not any("Seq Scan on process_instance" in line for line in plan), "\n".join(plan)
