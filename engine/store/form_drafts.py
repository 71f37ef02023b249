"""Forms that somebody has begun to fill in: one for each person and task, or process to start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.store.rows import Row
from engine.store.session import Session
from engine.store.tables.copies import form_draft
from engine.store.upsert import insert_or_update


def about_task(task_id: UUID) -> str:
    """Return what the draft of a task's form is about."""
    return f"task:{task_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDraft:
    """A form that somebody has not handed in yet."""

    person: str
    about: str
    """`task:{id}` or `start:{process key}`."""
    instance_id: UUID | None
    values: Mapping[str, Any]
    saved_at: datetime


class FormDrafts:
    """Keeps drafts of forms; never part of a case's data or record."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(
        self,
        person: str,
        about: str,
        *,
        instance_id: UUID | None,
        values: Mapping[str, Any],
    ) -> FormDraft:
        """Keep a draft in place of the one before."""
        row = {
            "person": person,
            "about": about,
            "instance_id": instance_id,
            "content": dict(values),
            "files": {},
            "saved_at": self._session.now,
        }
        insert_or_update(self._session, form_draft, row)
        return _draft(row)

    def amend(self, person: str, about: str, values: Mapping[str, Any]) -> None:
        """Lay values over somebody's draft, where there is one."""
        draft = self.find(person, about)
        if draft is not None:
            amended = {**draft.values, **values}
            self.save(person, about, instance_id=draft.instance_id, values=amended)

    def find(self, person: str, about: str) -> FormDraft | None:
        """Return somebody's draft, if there is one."""
        mine = (form_draft.c.person == person) & (form_draft.c.about == about)
        row = self._session.first(sa.select(form_draft).where(mine))
        return None if row is None else _draft(row)

    def of(self, person: str, *, limit: int = 100) -> Sequence[FormDraft]:
        """Return somebody's drafts, the newest first."""
        query = sa.select(form_draft).where(form_draft.c.person == person)
        ordered = query.order_by(form_draft.c.saved_at.desc(), form_draft.c.about).limit(limit)
        return [_draft(row) for row in self._session.rows(ordered)]

    def drop(self, person: str, about: str) -> bool:
        """Throw a draft away; False = there was none."""
        mine = (form_draft.c.person == person) & (form_draft.c.about == about)
        return self._session.execute(form_draft.delete().where(mine)).rowcount > 0


def _draft(row: Row) -> FormDraft:
    return FormDraft(
        person=row["person"],
        about=row["about"],
        instance_id=row["instance_id"],
        values=row["content"],
        saved_at=row["saved_at"],
    )
