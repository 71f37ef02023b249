"""Incidents: what stopped a case and waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model import Incident
from engine.store.paging import Page, after, page_of
from engine.store.rows import incident_of
from engine.store.session import Session
from engine.store.tables.work import incident, process_instance

_ROWS = sa.select(
    incident,
    process_instance.c.key.label("i_key"),
    process_instance.c.business_key.label("i_business_key"),
).join(process_instance, process_instance.c.id == incident.c.instance_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentQuery:
    """Which incidents; what is None does not filter."""

    is_open: bool | None = True
    kind: str | None = None
    key: str | None = None
    instance_id: UUID | None = None
    element_id: str | None = None
    definition_id: str | None = None
    text: str | None = None
    """Part of the message, in either case."""


class Incidents:
    """Reads incidents; raising and resolving them are recorded events."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, incident_id: UUID) -> Incident:
        """Return an incident; raises NotFound."""
        row = self._session.first(_ROWS.where(incident.c.id == incident_id))
        if row is None:
            raise NotFound(f"no incident {incident_id}")
        return incident_of(row)

    def of(self, instance_id: UUID) -> Sequence[Incident]:
        """Return the incidents of a case, oldest first."""
        query = _ROWS.where(incident.c.instance_id == instance_id)
        return [
            incident_of(row)
            for row in self._session.rows(query.order_by(incident.c.created_at, incident.c.id))
        ]

    def page(
        self, query: IncidentQuery, *, limit: int = 50, cursor: str | None = None
    ) -> Page[Incident]:
        """Return incidents, the newest first."""
        equal = {
            incident.c.kind: query.kind,
            incident.c.instance_id: query.instance_id,
            incident.c.element_id: query.element_id,
            process_instance.c.key: query.key,
            process_instance.c.definition_id: query.definition_id,
        }
        wanted = [column == value for column, value in equal.items() if value is not None]
        if query.text is not None:
            wanted.append(incident.c.message.icontains(query.text, autoescape=True))
        if query.is_open is not None:
            resolved = incident.c.resolved_at
            wanted.append(resolved.is_(None) if query.is_open else resolved.is_not(None))
        order = [incident.c.created_at.desc(), incident.c.id.desc()]
        rows = self._session.rows(after(_ROWS.where(*wanted), order, cursor).limit(limit + 1))
        return page_of(rows, limit, ("created_at", "id"), incident_of)
