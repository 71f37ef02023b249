"""Participants of user tasks and consultations, as the tables hold them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.model import Crowd, Glimpse, Group, Participant, person
from engine.store.session import Session
from engine.store.tables.participants import consultation, participant
from engine.store.tables.work import inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """A question to one person about a task, and the answer."""

    id: UUID
    person: str
    name: str
    instance_id: UUID
    task_id: UUID
    asked_by: str
    asked_by_name: str
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


class Participants:
    """Reads the people layer; ParticipantsChanged and the consultations' events make it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, task_id: UUID) -> Group:
        """Return the participants of a task by their ids; none where it has no group."""
        return self._read(participant.c.task_id == task_id)

    def some(self, task_id: UUID, ids: Collection[int]) -> Group:
        """Return those of the participants of a task that have these ids."""
        return self._read(participant.c.task_id == task_id, participant.c.id.in_(sorted(ids)))

    def glimpses(self, task_id: UUID) -> Crowd:
        """Return what counting asks of each participant of a task, by their ids."""
        found = self._session.records(self._session.shared.selects.glimpses, task_id=task_id)
        return tuple(map(Glimpse._make, found))

    def _read(self, *wanted: sa.ColumnElement[bool]) -> Group:
        rows = self._session.rows(sa.select(participant).where(*wanted).order_by(participant.c.id))
        return tuple(Participant.of(row) for row in rows)

    def of_case(self, instance_id: UUID) -> Mapping[UUID, Group]:
        """Return the participants of all tasks of a case, by task."""
        query = sa.select(participant).where(participant.c.instance_id == instance_id)
        found: dict[UUID, list[Participant]] = defaultdict(list)
        for row in self._session.rows(query.order_by(participant.c.task_id, participant.c.id)):
            found[row["task_id"]].append(Participant.of(row))
        return {task_id: tuple(group) for task_id, group in found.items()}

    def load(self, people: Sequence[str]) -> Mapping[str, int]:
        """Count the open items in the work list of each person, what posts are offered left out."""
        by_address = {person(each): each for each in people}
        query = (
            sa.select(inbox.c.principal, sa.func.count().label("open"))
            .where(inbox.c.principal.in_(sorted(by_address)))
            .group_by(inbox.c.principal)
        )
        counted = {by_address[row["principal"]]: row["open"] for row in self._session.rows(query)}
        return {each: counted.get(each, 0) for each in people}

    def consultations(self, task_id: UUID) -> Sequence[Consultation]:
        """Return what people were asked about a task, oldest first."""
        query = sa.select(consultation).where(consultation.c.task_id == task_id)
        ordered = query.order_by(consultation.c.asked_at, consultation.c.id, consultation.c.person)
        return [Consultation(**row) for row in self._session.rows(ordered)]

    def asked_of(self, person_id: str, *, limit: int = 50) -> Sequence[Consultation]:
        """Return the questions that wait for somebody's answer, oldest first."""
        query = sa.select(consultation).where(
            consultation.c.person == person_id, consultation.c.answered_at.is_(None)
        )
        ordered = query.order_by(consultation.c.asked_at, consultation.c.id)
        return [Consultation(**row) for row in self._session.rows(ordered.limit(limit))]
