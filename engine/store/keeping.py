"""How long cases are kept: which are due, which are held, and emptying the tables of a case.

The history is not touched here but for what `tx.history.erase` does; what a case's own event
tells of (title, search variables) is changed by that event.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from engine.model import DeliveryState, ProcessInstance
from engine.store.messages import EMPTY
from engine.store.paging import Page, after, page_of
from engine.store.rows import instance_of
from engine.store.session import Session
from engine.store.tables import (
    batches,
    copies,
    definitions,
    drafts,
    files,
    keeping,
    outbox,
    participants,
    work,
)

Speaks = Callable[[Any], bool]
"""Tells whether a text, or a JSON value, speaks of somebody."""

DELETED: Final = (
    files.comment,
    files.attachment,
    outbox.notice,
    outbox.delivery,
    outbox.announcement,
    copies.form_draft,
)
"""What people wrote or were told about a case: no row of these is left."""

EMPTIED: Final[Mapping[sa.Table, Mapping[str, Any]]] = {
    work.job: {"payload": {}, "error": ""},
    work.incident: {"message": ""},
    copies.copy: {"text": ""},
    participants.consultation: {"question": "", "answer": ""},
    participants.participant: {"opinion": "", "reason": "", "patch": {}},
    definitions.message: EMPTY,
}
"""Columns of free words and data; the rows stay, for they say who did what when."""

LOOKED_THROUGH: Final[Mapping[sa.Table, Mapping[str, Any]]] = {
    work.user_task: {"routing": {}, "documentation": ""},
    work.job: {"headers": {}},
    copies.copy: {"signature": {}},
    participants.participant: {"signature": {}, "rule": {}},
    batches.batch_item: {"detail": {}},
}
"""Columns that are emptied where they speak of the person."""

UNTOUCHED: Final = frozenset(
    {
        "history",  # payload and salt of its rows: tx.history.erase
        "process_instance",  # title, search variables, snapshot: with the event
        "search_value",  # with the event
        "inbox",  # open tasks only, and the case has ended
        "task_exclusion",  # ids of staff
        "subscription",  # open ones only, and the case has ended
        "seal_segment",  # hashes
        "follow",  # ids of staff
        "legal_hold",  # no held case is erased
    }
)
"""Tables of a case in which nothing is to be erased here, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """Why nothing of a case may be erased, and who said so."""

    instance_id: UUID
    reason: str
    set_by: str
    set_by_name: str
    set_at: datetime


class Keeping:
    """Finds what has been kept long enough, and empties the tables of a case."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def stated(self, setting: str) -> Mapping[str, Mapping[str, str]]:
        """Return the settings of each process whose newest version has one of this name, by key."""
        table, other = definitions.definition, definitions.definition.alias()
        newest = sa.select(sa.func.max(other.c.version)).where(other.c.key == table.c.key)
        query = sa.select(table.c.key, table.c.settings).where(
            sa.cast(table.c.settings, sa.Text).contains(f'"{setting}"', autoescape=True),
            table.c.version == newest.scalar_subquery(),
        )
        return {row["key"]: row["settings"] for row in self._session.rows(query)}

    def over(self, key: str, *, until: datetime, limit: int) -> Sequence[ProcessInstance]:
        """Return cases of a process that ended by `until`, neither erased nor held, oldest first.

        Called ones go with the case that called them.
        """
        table = work.process_instance.c
        columns = [column for column in table if column.name != "snapshot"]
        query = (
            sa.select(*columns)
            .where(
                table.key == key,
                table.ended_at <= until,
                table.ended_at.is_not(None),
                table.erased_at.is_(None),
                table.parent_id.is_(None),
                ~sa.exists().where(keeping.legal_hold.c.instance_id == table.id),
            )
            .order_by(table.ended_at, table.id)
            .limit(limit)
        )
        return [instance_of(row) for row in self._session.rows(query)]

    def holds(self, *, limit: int = 50, cursor: str | None = None) -> Page[LegalHold]:
        """Return the holds in force, the newest first."""
        table = keeping.legal_hold
        order = [table.c.set_at.desc(), table.c.instance_id.desc()]
        rows = self._session.rows(after(sa.select(table), order, cursor).limit(limit + 1))
        return page_of(rows, limit, ("set_at", "instance_id"), lambda row: LegalHold(**row))

    def held(self, ids: Sequence[UUID]) -> Mapping[UUID, LegalHold]:
        """Return the holds on these cases, by case."""
        table = keeping.legal_hold
        rows = self._session.rows(sa.select(table).where(table.c.instance_id.in_(ids)))
        return {row["instance_id"]: LegalHold(**row) for row in rows}

    def empty(self, instance_id: UUID, speaks: Speaks) -> Mapping[str, int]:
        """Empty the tables of a case; return how many rows were, by table, where there were any."""
        self._delete_contents(instance_id)
        self._empty_digests(instance_id)
        counts = {
            str(table.name): self._session.execute(
                table.delete().where(table.c.instance_id == instance_id)
            ).rowcount
            for table in DELETED
        }
        for table, blank in EMPTIED.items():
            wanted = table.update().where(table.c.instance_id == instance_id)
            counts[str(table.name)] = self._session.execute(wanted.values(**blank)).rowcount
        for table, blank in LOOKED_THROUGH.items():
            found = self._empty_speaking(table, blank, instance_id, speaks)
            counts[str(table.name)] = max(found, counts.get(table.name, 0))
        return {name: count for name, count in counts.items() if count}

    def _empty_speaking(
        self, table: sa.Table, blank: Mapping[str, Any], instance_id: UUID, speaks: Speaks
    ) -> int:
        count = 0
        query = sa.select(table).where(table.c.instance_id == instance_id)
        for row in self._session.rows(query):
            values = {name: empty for name, empty in blank.items() if speaks(row[name])}
            if values:
                key = (column == row[column.name] for column in table.primary_key.columns)
                self._session.execute(table.update().where(*key).values(**values))
                count += 1
        return count

    def _empty_digests(self, instance_id: UUID) -> None:
        """Empty the messages in which this case was told of together with others."""
        told = sa.select(outbox.delivery.c.result).where(
            outbox.delivery.c.instance_id == instance_id,
            outbox.delivery.c.state == DeliveryState.GATHERED,
        )
        digests = outbox.delivery.update().where(outbox.delivery.c.dedupe.in_(told))
        self._session.execute(digests.values(text=""))

    def _delete_contents(self, instance_id: UUID) -> None:
        """Delete the bytes of a case's attachments that nothing else leans on."""
        mine = files.attachment.c
        query = sa.select(mine.sha256).where(mine.instance_id == instance_id).distinct()
        for row in self._session.rows(query):
            sha256 = row["sha256"]
            kept = [
                sa.select(mine.id).where(mine.sha256 == sha256, mine.instance_id != instance_id),
                sa.select(definitions.definition.c.id).where(
                    definitions.definition.c.xml == sha256
                ),
                sa.select(definitions.resource.c.id).where(definitions.resource.c.digest == sha256),
                sa.select(drafts.release_draft.c.id).where(
                    sa.cast(drafts.release_draft.c.files, sa.Text).contains(sha256)
                ),
            ]
            if not any(self._session.first(each.limit(1)) for each in kept):
                blob = definitions.blob
                self._session.execute(blob.delete().where(blob.c.digest == sha256))
