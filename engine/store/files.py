"""Comments and attachments; the bytes lie in the database, addressed by their content."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.store.session import Session
from engine.store.tables.definitions import blob
from engine.store.tables.files import attachment, comment
from engine.store.upsert import insert_or_ignore
from engine.store.uuid7 import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody said about a case or one of its tasks."""

    id: UUID
    instance_id: UUID
    task_id: UUID | None
    text: str
    author: str
    author_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file at a case or one of its tasks."""

    id: UUID
    instance_id: UUID
    task_id: UUID | None
    name: str
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    author: str
    author_name: str
    created_at: datetime


class Files:
    """Reads comments and attachments; CommentAdded and AttachmentAdded make them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def new_id(self) -> UUID:
        """Draw the id of a comment or an attachment."""
        return uuid7(self._session.now)

    def put(self, content: bytes) -> str:
        """Keep bytes and return their SHA-256 (hex), for AttachmentAdded."""
        sha256 = hashlib.sha256(content).hexdigest()
        insert_or_ignore(self._session, blob, {"digest": sha256, "content": content})
        return sha256

    def content(self, attachment_id: UUID) -> bytes:
        """Return the bytes of an attachment; raises NotFound."""
        query = sa.select(blob.c.content).join(attachment, attachment.c.sha256 == blob.c.digest)
        content: bytes | None = self._session.scalar(query.where(attachment.c.id == attachment_id))
        if content is None:
            raise NotFound(f"no attachment {attachment_id}")
        return content

    def attachment(self, attachment_id: UUID) -> Attachment:
        """Return what is known of an attachment; raises NotFound."""
        row = self._session.first(sa.select(attachment).where(attachment.c.id == attachment_id))
        if row is None:
            raise NotFound(f"no attachment {attachment_id}")
        return Attachment(**row)

    def attachments(self, instance_id: UUID) -> Sequence[Attachment]:
        """Return the attachments of a case and its tasks, oldest first."""
        query = sa.select(attachment).where(attachment.c.instance_id == instance_id)
        ordered = query.order_by(attachment.c.created_at, attachment.c.id)
        return [Attachment(**row) for row in self._session.rows(ordered)]

    def comments(self, instance_id: UUID) -> Sequence[Comment]:
        """Return the comments of a case and its tasks, oldest first."""
        query = sa.select(comment).where(comment.c.instance_id == instance_id)
        ordered = query.order_by(comment.c.created_at, comment.c.id)
        return [Comment(**row) for row in self._session.rows(ordered)]
