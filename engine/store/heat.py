"""How often the elements of a version were visited and how long, counted by the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.store.session import Session
from engine.store.tables.work import process_instance, user_task


@dataclass(frozen=True, slots=True, kw_only=True)
class Warmth:
    """The tasks of one element."""

    element_id: str
    tasks: int
    open: int
    seconds: float
    """Mean time by the clock from coming to its end, of tasks that have ended; 0 = none."""


class Heat:
    """Counts the tasks of a version of a process."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def elements(
        self,
        definition_id: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        project: str | None = None,
    ) -> tuple[Warmth, ...]:
        """Return the elements with tasks of cases that began in a time, by their ids."""
        case, task = process_instance.c, user_task.c
        wanted = [case.definition_id == definition_id]
        if since is not None:
            wanted.append(case.started_at >= since)
        if until is not None:
            wanted.append(case.started_at < until)
        if project is not None:
            wanted.append(case.project == project)
        query = (
            sa.select(
                task.element_id,
                sa.func.count().label("tasks"),
                sa.func.sum(sa.case((task.is_open, 1), else_=0)).label("open"),
                sa.func.avg(self._seconds()).label("seconds"),
            )
            .join(process_instance, case.id == task.instance_id)
            .where(*wanted)
            .group_by(task.element_id)
            .order_by(task.element_id)
        )
        return tuple(
            Warmth(
                element_id=row["element_id"],
                tasks=row["tasks"],
                open=int(row["open"]),
                seconds=float(row["seconds"] or 0),
            )
            for row in self._session.rows(query)
        )

    def _seconds(self) -> sa.ColumnElement[Any]:
        """The seconds that a task took; NULL while it is open, which a mean leaves out."""
        task = user_task.c
        if self._session.connection.dialect.name == "postgresql":
            return sa.func.extract("epoch", task.ended_at - task.created_at)
        span = sa.type_coerce(task.ended_at, sa.BigInteger) - sa.type_coerce(
            task.created_at, sa.BigInteger
        )
        return span / sa.literal_column("1000000.0")
