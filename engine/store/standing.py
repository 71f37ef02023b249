"""Where open cases stand, element by element, read off the history.

What was entered and not left is open. A change of version tells every open activity anew, under its
new element, so that a case is counted from its last change on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from engine.model import InstanceState
from engine.store.session import Session
from engine.store.tables.record import history
from engine.store.tables.work import process_instance

_ENTERED: Final = ("ElementActivated", "ActivityMigrated")
_LEFT: Final = ("ElementCompleted", "ElementTerminated")
_OPEN: Final = process_instance.c.state.in_([InstanceState.ACTIVE, InstanceState.SUSPENDED])


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How much is open at one element of a version."""

    element_id: str
    cases: int
    activities: int
    """Runs of the element: several in one case where it repeats; a body around them counts too."""


class Standings:
    """Counts and finds open cases by version and element."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def versions(self, key: str) -> Sequence[tuple[str, int]]:
        """Return the versions of a process that have open cases, with how many; newest first."""
        case = process_instance.c
        query = (
            sa.select(case.definition_id, sa.func.count().label("number"))
            .where(case.key == key, _OPEN)
            .group_by(case.definition_id, case.version)
            .order_by(case.version.desc())
        )
        return [(row["definition_id"], row["number"]) for row in self._session.rows(query)]

    def elements(self, definition_id: str) -> Sequence[Standing]:
        """Return where the open cases of a version stand."""
        found = _open_activities(process_instance.c.definition_id == definition_id).subquery()
        query = sa.select(
            found.c.element_id,
            sa.func.count().label("cases"),
            sa.func.sum(found.c.number).label("activities"),
        ).group_by(found.c.element_id)
        return [
            Standing(
                element_id=row["element_id"],
                cases=int(row["cases"]),
                activities=int(row["activities"]),
            )
            for row in self._session.rows(query)
        ]

    def instances(
        self,
        definition_id: str,
        *,
        element_id: str | None = None,
        project: str | None = None,
        ids: Sequence[UUID] | None = None,
    ) -> Sequence[tuple[UUID, int]]:
        """Return the open cases of a version, in the order they started, each with its revision.

        None does not filter.
        """
        case = process_instance.c
        wanted = [case.definition_id == definition_id, _OPEN]
        if project is not None:
            wanted.append(case.project == project)
        if ids is not None:
            wanted.append(case.id.in_(list(ids)))
        if element_id is not None:
            standing = _open_activities(case.definition_id == definition_id).subquery()
            there = standing.c.element_id == element_id
            wanted.append(case.id.in_(sa.select(standing.c.instance_id).where(there)))
        query = sa.select(case.id, case.seq).where(*wanted).order_by(case.id)
        return [(row["id"], row["seq"]) for row in self._session.rows(query)]


def _open_activities(wanted: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Select case, element and number of what is open at it, for some of the open cases."""
    changed = (
        sa.select(history.c.instance_id, sa.func.max(history.c.seq).label("seq"))
        .where(history.c.type == "InstanceMigrated")
        .group_by(history.c.instance_id)
        .subquery()
    )
    number = sa.func.sum(
        sa.case((history.c.type.in_(_ENTERED), 1), else_=-1),
    )
    return (
        sa.select(history.c.instance_id, history.c.element_id, number.label("number"))
        .join(process_instance, process_instance.c.id == history.c.instance_id)
        .outerjoin(changed, changed.c.instance_id == history.c.instance_id)
        .where(
            wanted,
            _OPEN,
            history.c.type.in_([*_ENTERED, *_LEFT]),
            history.c.seq > sa.func.coalesce(changed.c.seq, 0),
        )
        .group_by(history.c.instance_id, history.c.element_id)
        .having(number > 0)
    )
