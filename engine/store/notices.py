"""The message centre of each person, how he wants to be told, and which cases he follows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model import Notice, Preferences
from engine.store.paging import Page, after, page_of
from engine.store.session import Session
from engine.store.tables.outbox import follow, notice, preference
from engine.store.upsert import insert_missing, insert_or_ignore, insert_or_update
from engine.store.uuid7 import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What somebody is to be told, title and text in both languages."""

    dedupe: str
    """The text under which it is told once."""
    person: str
    kind: str
    zh: tuple[str, str]
    en: tuple[str, str]
    instance_id: UUID | None
    seq: int
    task_id: UUID | None
    draft_id: str | None = None


class Notices:
    """What people are told inside the product."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, news: Iterable[News]) -> None:
        """Tell people what they have not been told already, in this order."""
        now = self._session.now
        rows = [
            {
                "id": uuid7(now),
                "dedupe": each.dedupe,
                "person": each.person,
                "kind": each.kind,
                "title": each.zh[0],
                "text": each.zh[1],
                "title_en": each.en[0],
                "text_en": each.en[1],
                "instance_id": each.instance_id,
                "seq": each.seq,
                "task_id": each.task_id,
                "created_at": now,
                "read_at": None,
                "draft_id": each.draft_id,
            }
            for each in news
        ]
        insert_missing(self._session, notice, rows)

    def page(
        self,
        person: str,
        *,
        unread: bool | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Notice]:
        """Return what somebody was told, the newest first."""
        wanted = [notice.c.person == person]
        if unread is not None:
            missing = notice.c.read_at.is_(None)
            wanted.append(missing if unread else sa.not_(missing))
        order = [notice.c.created_at.desc(), notice.c.seq.desc(), notice.c.id.desc()]
        query = after(sa.select(notice).where(*wanted), order, cursor)
        rows = self._session.rows(query.limit(limit + 1))
        return page_of(rows, limit, ("created_at", "seq", "id"), lambda row: Notice(**row))

    def get(self, person: str, notice_id: UUID) -> Notice:
        """Return one notice of somebody; raises NotFound."""
        mine = (notice.c.person == person) & (notice.c.id == notice_id)
        row = self._session.first(sa.select(notice).where(mine))
        if row is None:
            raise NotFound(f"no notice {notice_id} for {person}")
        return Notice(**row)

    def unread(self, person: str, *, cap: int = 100) -> int:
        """Count what somebody has not read, up to `cap`."""
        query = sa.select(notice.c.id).where(notice.c.person == person, notice.c.read_at.is_(None))
        counted: int = self._session.scalar(
            sa.select(sa.func.count()).select_from(query.limit(cap).subquery())
        )
        return counted

    def read(self, person: str, notice_id: UUID | None = None) -> int:
        """Mark one notice of somebody as read, or all of them; return how many were not."""
        wanted = [notice.c.person == person, notice.c.read_at.is_(None)]
        if notice_id is not None:
            wanted.append(notice.c.id == notice_id)
        values = {"read_at": self._session.now}
        return self._session.execute(notice.update().where(*wanted).values(**values)).rowcount

    def preferences(self, people: Sequence[str]) -> Mapping[str, Preferences]:
        """Return how these people want to be told; the usual way where nobody said anything."""
        query = sa.select(preference).where(preference.c.person.in_(sorted(set(people))))
        said = {row["person"]: row["content"] for row in self._session.rows(query)}
        return {who: _preferences(said.get(who, {})) for who in people}

    def prefer(self, person: str, preferences: Preferences) -> None:
        """Keep how somebody wants to be told."""
        row = {"person": person, "content": asdict(preferences)}
        insert_or_update(self._session, preference, row)

    def follow(self, instance_id: UUID, person: str) -> bool:
        """Let somebody hear of a case; False = he follows it already."""
        row = {"instance_id": instance_id, "person": person, "since": self._session.now}
        return insert_or_ignore(self._session, follow, row)

    def unfollow(self, instance_id: UUID, person: str) -> None:
        """Let somebody hear no more of a case."""
        mine = (follow.c.instance_id == instance_id) & (follow.c.person == person)
        self._session.execute(follow.delete().where(mine))

    def followers(self, instance_id: UUID) -> Sequence[str]:
        """Return who follows a case."""
        query = sa.select(follow.c.person).where(follow.c.instance_id == instance_id)
        return [row["person"] for row in self._session.rows(query.order_by(follow.c.person))]

    def followers_of(self, ids: Collection[UUID]) -> Mapping[UUID, Sequence[str]]:
        """Return who follows each of these cases; a case that nobody follows is left out."""
        query = sa.select(follow.c.instance_id, follow.c.person)
        wanted = query.where(follow.c.instance_id.in_(sorted(set(ids))))
        found: dict[UUID, list[str]] = defaultdict(list)
        for row in self._session.rows(wanted.order_by(follow.c.person)):
            found[row["instance_id"]].append(row["person"])
        return found

    def followed(self, person: str, *, limit: int = 100) -> Sequence[tuple[UUID, datetime]]:
        """Return the cases that somebody follows, the newest first, and since when."""
        query = sa.select(follow.c.instance_id, follow.c.since).where(follow.c.person == person)
        ordered = query.order_by(follow.c.since.desc(), follow.c.instance_id).limit(limit)
        return [(row["instance_id"], row["since"]) for row in self._session.rows(ordered)]


def _preferences(content: Mapping[str, object]) -> Preferences:
    known = dict(content)
    muted = known.pop("muted", {})
    assert isinstance(muted, dict)  # as it was written
    read = {kind: tuple(channels) for kind, channels in muted.items()}
    return Preferences(**known, muted=read)  # type: ignore[arg-type]  # JSON that asdict made
