"""Releases in work: files with who changed them last, and nothing in force yet."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.errors import Conflict, NotFound
from engine.model import Actor
from engine.store.paging import Page, after, page_of
from engine.store.session import Session
from engine.store.tables.definitions import blob
from engine.store.tables.drafts import release_draft
from engine.store.upsert import insert_or_ignore
from engine.store.uuid7 import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Files that are meant to be deployed together some day."""

    id: str
    version: int
    """Counts the changes, from 1."""
    name: str
    comment: str
    files: Mapping[str, str]
    """SHA-256 (hex) of the content by file name."""
    created_at: datetime
    created_by: str
    created_by_name: str
    changed_at: datetime
    changed_by: str
    changed_by_name: str
    deployment_id: str | None = None
    """The deployment that put this version in force; None = not yet."""


class Drafts:
    """Keeps drafts; the bytes lie in the database, addressed by their content."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, files: Mapping[str, bytes], *, by: Actor, name: str, comment: str) -> Draft:
        """Keep a new draft."""
        now = self._session.now
        draft = Draft(
            id=str(uuid7(now)),
            version=1,
            name=name,
            comment=comment,
            files=self._keep(files),
            created_at=now,
            created_by=by.id,
            created_by_name=by.name,
            changed_at=now,
            changed_by=by.id,
            changed_by_name=by.name,
        )
        columns = release_draft.columns
        row = {column.name: getattr(draft, column.name) for column in columns}
        self._session.execute(release_draft.insert(), row)
        return draft

    def get(self, draft_id: str) -> Draft:
        """Return a draft; raises NotFound."""
        query = sa.select(release_draft).where(release_draft.c.id == draft_id)
        row = self._session.first(query)
        if row is None:
            raise NotFound(f"no draft {draft_id!r}")
        return Draft(**row)

    def has(self, draft_id: str) -> bool:
        """Tell whether there is a draft with this id."""
        found = sa.select(release_draft.c.id).where(release_draft.c.id == draft_id)
        return self._session.first(found) is not None

    def page(self, *, limit: int = 50, cursor: str | None = None) -> Page[Draft]:
        """Return drafts, the one changed last first."""
        order = [release_draft.c.changed_at.desc(), release_draft.c.id.desc()]
        query = after(sa.select(release_draft), order, cursor).limit(limit + 1)
        rows = self._session.rows(query)
        return page_of(rows, limit, ("changed_at", "id"), lambda row: Draft(**row))

    def contents(self, draft: Draft) -> dict[str, bytes]:
        """Return the bytes of a draft by file name."""
        query = sa.select(blob).where(blob.c.digest.in_(set(draft.files.values())))
        kept = {row["digest"]: row["content"] for row in self._session.rows(query)}
        return {name: kept[digest] for name, digest in draft.files.items()}

    def replace(
        self, draft: Draft, files: Mapping[str, bytes], *, by: Actor, name: str, comment: str
    ) -> Draft:
        """Put other files into a draft; raises Conflict where it is not that version any more."""
        values = {
            "version": draft.version + 1,
            "name": name,
            "comment": comment,
            "files": self._keep(files),
            "changed_at": self._session.now,
            "changed_by": by.id,
            "changed_by_name": by.name,
            "deployment_id": None,
        }
        self._change(draft, values)
        return self.get(draft.id)

    def deployed(self, draft: Draft, deployment_id: str) -> None:
        """Note what a draft was put in force as; raises Conflict as `replace` does."""
        self._change(draft, {"deployment_id": deployment_id})

    def delete(self, draft: Draft) -> None:
        """Throw a draft away; raises Conflict as `replace` does."""
        self._check_hit(draft, release_draft.delete())

    def _change(self, draft: Draft, values: Mapping[str, Any]) -> None:
        self._check_hit(draft, release_draft.update().values(**values))

    def _check_hit(self, draft: Draft, statement: sa.Update | sa.Delete) -> None:
        mine = (release_draft.c.id == draft.id) & (release_draft.c.version == draft.version)
        if self._session.execute(statement.where(mine)).rowcount != 1:
            raise Conflict(f"draft {draft.id} has been changed meanwhile")

    def _keep(self, files: Mapping[str, bytes]) -> dict[str, str]:
        kept = {}
        for name, content in files.items():
            kept[name] = hashlib.sha256(content).hexdigest()
            insert_or_ignore(self._session, blob, {"digest": kept[name], "content": content})
        return kept
