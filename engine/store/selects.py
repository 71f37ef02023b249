"""The selects of the hot path, compiled once per store."""

from typing import Any

import sqlalchemy as sa

from engine.store.backend import Backend
from engine.store.statement import Statement
from engine.store.tables.definitions import clock
from engine.store.tables.work import job, process_instance, subscription, user_task
from engine.store.types import Utc

INSTANCE = [column.label(f"i_{column.name}") for column in process_instance.columns]
"""A case's columns beside those of one of its parts."""

TASKS = sa.select(user_task, *INSTANCE).join(
    process_instance, process_instance.c.id == user_task.c.instance_id
)


class Selects:
    """What a completion runs, and what is looked up by id."""

    def __init__(self, backend: Backend, *, manual: bool) -> None:
        """Compile for one database and one kind of clock."""
        dialect = backend.dialect
        asked: sa.ColumnElement[Any] = backend.clock
        if manual:
            asked = sa.select(clock.c.now).scalar_subquery()
        now = sa.type_coerce(asked, Utc).label("now")
        self.now = Statement(sa.select(now), dialect)
        wanted = sa.bindparam("id", type_=process_instance.c.id.type)
        part = sa.bindparam("part", type_=process_instance.c.id.type)

        def beside(table: sa.Table) -> Statement:
            joined = table.join(process_instance, process_instance.c.id == table.c.instance_id)
            columns = [*table.columns, *INSTANCE, now]
            return Statement(
                sa.select(*columns).select_from(joined).where(table.c.id == part), dialect
            )

        root = sa.select(process_instance.c.root_id).where(process_instance.c.id == wanted)
        locked = sa.select(process_instance.c.id).where(
            process_instance.c.id == root.scalar_subquery()
        )
        self.lock = Statement(locked.with_for_update(), dialect)
        self.instance = Statement(
            sa.select(*INSTANCE, now).where(process_instance.c.id == wanted), dialect
        )
        self.task = beside(user_task)
        self.job = beside(job)
        self.subscription = beside(subscription)
