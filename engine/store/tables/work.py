"""Tables read off the history: cases, worklists, jobs, subscriptions, incidents.

`store.record` alone writes them, and `rebuild` gives the same rows from the history again.
"""

import functools
from typing import Any, Final

import sqlalchemy as sa

from engine.store.tables.base import metadata
from engine.store.types import Id, Json, Utc

process_instance = sa.Table(
    "process_instance",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("root_id", Id, nullable=False),
    sa.Column("parent_id", Id),
    sa.Column("parent_activity_id", Id),
    sa.Column("definition_id", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("process_name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("head", sa.LargeBinary(32), nullable=False),
    sa.Column("business_key", sa.Text),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("project", sa.Text),
    sa.Column("initiator", sa.Text, nullable=False),
    sa.Column("initiator_name", sa.Text, nullable=False),
    sa.Column("started_at", Utc, nullable=False),
    sa.Column("ended_at", Utc),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("incidents", sa.Integer, nullable=False),
    sa.Column("search", Json, nullable=False),
    sa.Column("returns", sa.Integer, nullable=False, server_default="0"),
    sa.Column("rounds", Json, nullable=False, server_default="{}"),
    sa.Column("snapshot", sa.LargeBinary, nullable=False),
    sa.Column("erased_at", Utc),
    sa.Index(None, "business_key"),
    sa.Index(None, "parent_id"),
    sa.Index(None, "root_id"),
    sa.Index(None, "initiator", "started_at"),
    sa.Index(None, "key", "started_at"),
    sa.Index(None, "started_at", "id"),
    sa.Index(
        "ix_process_instance_open",
        "key",
        "project",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index(
        "ix_process_instance_ended",
        "ended_at",
        sqlite_where=sa.text("ended_at IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    ),
    sa.Index(None, "project", "started_at"),
    sa.Index(None, "state", "started_at"),
    sa.Index(
        "ix_process_instance_kept",
        "key",
        "ended_at",
        sqlite_where=sa.text("ended_at IS NOT NULL AND erased_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NOT NULL AND erased_at IS NULL"),
    ),
)

_SPACE: sa.ColumnClause[str] = sa.literal_column("' '")


def words_of(case: sa.FromClause) -> sa.ColumnElement[str]:
    """Return what a case is called by, in one text, from a row of cases."""
    known = sa.func.coalesce(case.c.business_key, _SPACE), case.c.title, case.c.initiator_name
    said = (*known, case.c.outcome, sa.type_coerce(case.c.search, sa.Text))
    return functools.reduce(lambda left, right: left + _SPACE + right, said)


GRAMS: sa.ColumnElement[Any] = sa.func.guanjia_grams(sa.func.lower(words_of(process_instance)))
"""The runs of two or three neighbouring characters in it; PostgreSQL alone knows the function.

The index over them (ix_process_instance_grams) is the migration's own: metadata would compare it by
its text, which PostgreSQL rewrites.
"""

search_value = sa.Table(
    "search_value",
    metadata,
    sa.Column("instance_id", Id, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Index(None, "name", "value", "instance_id"),
    sqlite_with_rowid=False,
)

_open = sa.text("is_open")
_open_on_sqlite = sa.text("is_open = 1")  # used only for the very same words in a query

user_task = sa.Table(
    "user_task",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("instance_id", Id, nullable=False),
    sa.Column("element_id", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("business_key", sa.Text),
    sa.Column("project", sa.Text),
    sa.Column("form_id", sa.Text),
    sa.Column("assignee", sa.Text),
    sa.Column("assignee_name", sa.Text, nullable=False),
    sa.Column("principals", Json, nullable=False),
    sa.Column("excluded", Json, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("due_at", Utc),
    sa.Column("due_sort", Utc, nullable=False),
    sa.Column("follow_up_at", Utc),
    sa.Column("claimed_at", Utc),
    sa.Column("ended_at", Utc),
    sa.Column("ended_by", sa.Text),
    sa.Column("ended_by_name", sa.Text, nullable=False),
    sa.Column("settings", Json, nullable=False),
    sa.Column("routing", Json, nullable=False),
    sa.Column("deadline", Json, nullable=False),
    sa.Column("documentation", sa.Text, nullable=False),
    sa.Column("loop_counter", sa.Integer),
    sa.Column("breaches", sa.Integer, nullable=False),
    sa.Column("grouped", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("involved", Json, nullable=False, server_default="[]"),
    sa.Column("tally", Json, nullable=False, server_default="{}"),
    sa.Column("ended_for", sa.Text),
    sa.Column("round", sa.Integer, nullable=False, server_default="1"),
    sa.Column("read_by", Json, nullable=False, server_default="[]"),
    sa.Column("urges", sa.Integer, nullable=False, server_default="0"),
    sa.Column("urged_at", Utc),
    sa.Index(None, "instance_id"),
    sa.Index(
        "ix_user_task_due", "due_sort", "id", sqlite_where=_open_on_sqlite, postgresql_where=_open
    ),
    sa.Index(
        "ix_user_task_created",
        "created_at",
        "id",
        sqlite_where=_open_on_sqlite,
        postgresql_where=_open,
    ),
    sa.Index(
        "ix_user_task_ended",
        "ended_by",
        "ended_at",
        sqlite_where=sa.text("ended_by IS NOT NULL"),
        postgresql_where=sa.text("ended_by IS NOT NULL"),
    ),
    sa.Index(
        "ix_user_task_done",
        "ended_at",
        sqlite_where=sa.text("ended_at IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    ),
    sa.Index(
        "ix_user_task_assignee",
        "assignee",
        sqlite_where=sa.text("assignee IS NOT NULL"),
        postgresql_where=sa.text("assignee IS NOT NULL"),
    ),
    sa.Index(
        "ix_user_task_ended_for",
        "ended_for",
        sqlite_where=sa.text("ended_for IS NOT NULL"),
        postgresql_where=sa.text("ended_for IS NOT NULL"),
    ),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("task_id", Id, primary_key=True),
    sa.Column("principal", sa.Text, primary_key=True),
    sa.Column("assigned", sa.Boolean, nullable=False),
    sa.Column("instance_id", Id, nullable=False),
    sa.Column("element_id", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("business_key", sa.Text),
    sa.Column("project", sa.Text),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("due_sort", Utc, nullable=False),
    sa.Column("amount", sa.Double),
    sa.Index("ix_inbox_due", "principal", "due_sort", "task_id"),
    sa.Index("ix_inbox_created", "principal", "created_at", "task_id"),
    sqlite_with_rowid=False,
)

task_exclusion = sa.Table(
    "task_exclusion",
    metadata,
    sa.Column("task_id", Id, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)

_waiting = sa.text("wake_at IS NOT NULL")

_LIVE: Final = ("open", "leased", "failed")
"""States of a job that somebody still has to do with; most jobs of a database are in the others."""
_live = sa.text("state IN ({})".format(", ".join(f"'{state}'" for state in _LIVE)))

job = sa.Table(
    "job",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("instance_id", Id, nullable=False),
    sa.Column("definition_id", sa.Text),
    sa.Column("element_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("queue", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("due_at", Utc, nullable=False),
    sa.Column("wake_at", Utc),
    sa.Column("retries", sa.Integer, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("worker", sa.Text),
    sa.Column("leased_until", Utc),
    sa.Column("headers", Json, nullable=False),
    sa.Column("payload", Json, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Index(None, "instance_id"),
    sa.Index("ix_job_wake", "queue", "wake_at", sqlite_where=_waiting, postgresql_where=_waiting),
    sa.Index("ix_job_live", "state", "due_at", "id", sqlite_where=_live, postgresql_where=_live),
)


def job_is(*states: str) -> sa.ColumnElement[bool]:
    """Return the condition that a job is in one of these states, as words of the statement.

    A partial index serves a query that says its very words; a parameter could be any state.
    """
    wanted = job.c.state.in_([_word(state) for state in states])
    if not set(states) <= set(_LIVE):
        return wanted
    return sa.and_(job.c.state.in_([_word(state) for state in _LIVE]), wanted)


def _word(state: str) -> sa.ColumnClause[str]:
    return sa.literal_column(f"'{state}'")


subscription = sa.Table(
    "subscription",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("instance_id", Id, nullable=False),
    sa.Column("activity_id", Id),
    sa.Column("element_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("correlation_key", sa.Text, nullable=False),
    sa.Column("conversation", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", Utc, nullable=False),
    sa.Index(None, "instance_id"),
    sa.Index(None, "kind", "name", "correlation_key"),
)

_unresolved = sa.text("resolved_at IS NULL")

incident = sa.Table(
    "incident",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("instance_id", Id, nullable=False),
    sa.Column("activity_id", Id),
    sa.Column("element_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("resolved_at", Utc),
    sa.Index(None, "instance_id"),
    sa.Index(None, "created_at", "id"),
    sa.Index(
        "ix_incident_open",
        "created_at",
        "id",
        sqlite_where=_unresolved,
        postgresql_where=_unresolved,
    ),
)
