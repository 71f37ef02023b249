"""Use cases on comments and attachments of a case as a whole; those of a task see user_tasks."""

from collections.abc import Sequence
from uuid import UUID

from engine.advance import remarks
from engine.model import Actor
from engine.store import Attachment, Comment, Transaction


def add(tx: Transaction, instance_id: UUID, *, by: Actor, text: str) -> UUID:
    """Write a comment on a case; returns its id. Whoever may see the case may."""
    tx.cases.get(instance_id, by)
    return remarks.comment(tx, tx.cases.lock(instance_id), by=by, text=text)


def attach(
    tx: Transaction, instance_id: UUID, *, by: Actor, name: str, media_type: str, content: bytes
) -> UUID:
    """Attach a file to a case; returns its id. Whoever may see the case may."""
    tx.cases.get(instance_id, by)
    file = remarks.File(name=name, media_type=media_type, content=content)
    return remarks.attach(tx, tx.cases.lock(instance_id), file, by=by)


def of(tx: Transaction, instance_id: UUID, *, by: Actor) -> Sequence[Comment]:
    """Return the comments of a case and its tasks, oldest first."""
    tx.cases.get(instance_id, by)
    return tx.files.comments(instance_id)


def attachments(tx: Transaction, instance_id: UUID, *, by: Actor) -> Sequence[Attachment]:
    """Return the attachments of a case and its tasks, oldest first, without their bytes."""
    tx.cases.get(instance_id, by)
    return tx.files.attachments(instance_id)


def download(tx: Transaction, attachment_id: UUID, *, by: Actor) -> tuple[Attachment, bytes]:
    """Return an attachment with its bytes; NotFound where its case is hidden from this actor."""
    attachment = tx.files.attachment(attachment_id)
    tx.cases.get(attachment.instance_id, by)
    return attachment, tx.files.content(attachment_id)
