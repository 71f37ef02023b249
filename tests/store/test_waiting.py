"""What waits for a worker or a person is found without reading what is over, on both databases."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from engine.model import JobState
from engine.store import IncidentQuery, JobQuery
from engine.store.tables.work import incident, job, process_instance

LONG_AGO = datetime(2031, 1, 1, tzinfo=UTC)
OVER, LIVE = 3000, 5
LIVE_STATES = frozenset({JobState.OPEN, JobState.LEASED, JobState.FAILED})

QUESTIONS = {
    "figures": (lambda tx: tx.vitals.figures(), {"job", "incident"}),
    "work at a glance": (lambda tx: tx.counting.work(), {"job"}),
    "failed jobs": (
        lambda tx: tx.jobs.page(JobQuery(states=frozenset({JobState.FAILED}))),
        {"job"},
    ),
    "live jobs": (lambda tx: tx.jobs.page(JobQuery(states=LIVE_STATES)), {"job"}),
    "what a worker gives back": (lambda tx: tx.jobs.give_back("w"), {"job"}),
    "open incidents": (lambda tx: tx.incidents.page(IncidentQuery()), {"incident"}),
    "where cases are stuck": (lambda tx: tx.counting.stuck(), {"incident"}),
}
SERVED_BY = {"job": ("ix_job_live", "ix_job_wake"), "incident": ("ix_incident_open",)}


def job_row(number, state):
    at = LONG_AGO + timedelta(minutes=number)
    leased = state == JobState.LEASED
    return {
        "id": uuid.uuid4(),
        "instance_id": uuid.uuid4(),
        "element_id": "Late",
        "kind": "timer",
        "type": "",
        "queue": "engine",
        "state": state,
        "due_at": at,
        "wake_at": at if state in {JobState.OPEN, JobState.LEASED} else None,
        "retries": 3,
        "attempts": 0,
        "worker": "w" if leased else None,
        "leased_until": at if leased else None,
        "headers": {},
        "payload": {},
        "error": "",
    }


def case_row(number):
    case_id = uuid.uuid4()
    return {
        "id": case_id,
        "root_id": case_id,
        "definition_id": "k:1",
        "key": "k",
        "version": 1,
        "process_name": "",
        "state": "active",
        "seq": 1,
        "head": bytes(32),
        "title": "",
        "initiator": "li",
        "initiator_name": "",
        "started_at": LONG_AGO + timedelta(minutes=number),
        "outcome": "",
        "incidents": 1,
        "search": {},
        "snapshot": b"",
    }


def incident_row(number, case, resolved_at):
    return {
        "id": uuid.uuid4(),
        "instance_id": case["id"],
        "element_id": "Wrong",
        "kind": "job",
        "message": "",
        "created_at": LONG_AGO + timedelta(minutes=number),
        "resolved_at": resolved_at,
    }


@pytest.fixture
def worked(store):
    """A database in which nearly all work is done and nearly all that went wrong is mended."""
    jobs = [job_row(n, JobState.DONE) for n in range(OVER)]
    jobs += [job_row(n, state) for n in range(LIVE) for state in sorted(LIVE_STATES)]
    cases = [case_row(n) for n in range(OVER)]
    incidents = [
        incident_row(n, case, LONG_AGO if n > LIVE else None) for n, case in enumerate(cases)
    ]
    with store.begin() as tx:
        tx._session.execute(process_instance.insert(), cases)
        tx._session.execute(job.insert(), jobs)
        tx._session.execute(incident.insert(), incidents)
        tx._session.connection.exec_driver_sql("ANALYZE")
    return store


def asked(tx, question):
    """Return the statements of a question, as the database gets them, with their parameters."""
    said = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        said.append((statement, parameters))

    connection = tx._session.connection
    sa.event.listen(connection, "before_cursor_execute", note)
    try:
        question(tx)
    finally:
        sa.event.remove(connection, "before_cursor_execute", note)
    return [each for each in said if re.search(r"\b(job|incident)\b", each[0])]


def plan_of(connection, statement, parameters):
    """Return the lines of the plan that serves any parameters."""
    if connection.dialect.name == "sqlite":
        explained = f"EXPLAIN QUERY PLAN {statement}"
        return [row[-1] for row in connection.exec_driver_sql(explained, parameters)]
    numbers = iter(range(1, 1000))
    generic = re.sub(r"%\(\w+\)s", lambda _: f"${next(numbers)}", statement)
    return connection.exec_driver_sql(f"EXPLAIN (GENERIC_PLAN) {generic}").scalars().all()


def reads_all_of(table, line):
    """Tell whether a line of a plan reads a table, or an index over all of it, to its end."""
    served = any(index in line for index in SERVED_BY[table])
    return re.search(rf"\bScan on {table}\b|\b(SCAN|SEARCH) {table}\b", line) and not (
        served or "Bitmap Heap" in line
    )


@pytest.mark.parametrize(("question", "tables"), QUESTIONS.values(), ids=QUESTIONS)
def test_what_is_over_is_not_read(worked, question, tables):
    with worked.begin() as tx:
        statements = asked(tx, question)
        plans = [line for each in statements for line in plan_of(tx._session.connection, *each)]

    text = "\n".join(plans)
    for table in tables:
        assert SERVED_BY[table][0] in text, text
        assert not [line for line in plans if reads_all_of(table, line)], text
