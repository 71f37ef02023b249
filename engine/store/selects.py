"""The statements of the hot path, compiled once per store."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.selectable import ExecutableReturnsRows

from engine.model import Glimpse
from engine.store.backend import Backend
from engine.store.statement import Statement
from engine.store.tables.definitions import clock, sequence
from engine.store.tables.participants import participant
from engine.store.tables.people import account, answer, api_token
from engine.store.tables.people import session as sign_in
from engine.store.tables.work import job, process_instance, subscription, user_task
from engine.store.types import Id, Utc

ORGANISATION = "organisation"
"""The counter that goes up when the organisation changes."""

INSTANCE = [column.label(f"i_{column.name}") for column in process_instance.columns]
"""A case's columns beside those of one of its parts."""

TASKS = sa.select(user_task, *INSTANCE).join(
    process_instance, process_instance.c.id == user_task.c.instance_id
)


class Selects:
    """What a request that completes a task runs, and what is looked up by id.

    Each brings along what the transaction may ask for next: the time, and the version of the
    organisation.
    """

    def __init__(self, backend: Backend, *, manual: bool) -> None:
        """Compile for one database and one kind of clock."""
        self._dialect = backend.dialect
        self._facts = _facts(sa.select(clock.c.now).scalar_subquery() if manual else backend.clock)
        self.facts = self._statement(sa.select(*self._facts))
        wanted = process_instance.c.id == sa.bindparam("id", type_=Id())
        root = sa.select(process_instance.c.root_id).where(wanted).scalar_subquery()
        locked = sa.select(process_instance.c.id).where(process_instance.c.id == root)
        self.lock = self._statement(locked.with_for_update())
        self.instance = self._statement(sa.select(*INSTANCE, *self._facts).where(wanted))
        self.task = self._beside_case(user_task)
        self.job = self._beside_case(job)
        self.subscription = self._beside_case(subscription)
        self.api_token = self._in_force(api_token)
        self.sign_in = self._in_force(sign_in)
        mine = answer.c.actor == sa.bindparam("actor"), answer.c.key == sa.bindparam("key")
        over = answer.delete().where(*mine, answer.c.at <= sa.bindparam("until"))
        self.answer = self._statement(sa.select(*answer.columns, *self._facts).where(*mine))
        self.forget_answer = self._statement(over.returning(answer.c.key))
        self.keep_answer = self._statement(answer.insert().returning(answer.c.key))

        plain = [participant.c[name] for name in Glimpse._fields[:-1]]
        patched = sa.cast(participant.c.patch, sa.Text) != "{}"
        group = participant.c.task_id == sa.bindparam("task_id", type_=Id())
        glimpses = sa.select(*plain, patched.label("patched")).where(group)
        self.glimpses = self._statement(glimpses.order_by(participant.c.id))

    def _beside_case(self, table: sa.Table) -> Statement:
        """A part of a case by its id, with the case."""
        joined = table.join(process_instance, process_instance.c.id == table.c.instance_id)
        columns = [*table.columns, *INSTANCE, *self._facts]
        found = sa.select(*columns).select_from(joined)
        return self._statement(found.where(table.c.id == sa.bindparam("part")))

    def _in_force(self, table: sa.Table) -> Statement:
        """A session or token by its digest, of an account that is active."""
        joined = table.join(account, account.c.person == table.c.person)
        found = sa.select(*table.columns, *self._facts).select_from(joined)
        wanted = table.c.token_hash == sa.bindparam("token_hash")
        return self._statement(found.where(wanted, account.c.active))

    def _statement(self, statement: ExecutableReturnsRows) -> Statement:
        return Statement(statement, self._dialect)


def _facts(now: sa.ColumnElement[Any]) -> list[sa.ColumnElement[Any]]:
    version = sa.select(sequence.c.value).where(sequence.c.prefix == ORGANISATION)
    return [
        sa.type_coerce(now, Utc).label("now"),
        version.scalar_subquery().label("organisation"),
    ]
